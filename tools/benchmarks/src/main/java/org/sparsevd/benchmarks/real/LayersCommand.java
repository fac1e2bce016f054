package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.Seconds;
import org.sparsevd.benchmarks.training.PeakSpeed;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures what each layer of a net reaches. */
@Command(
    name = "layers",
    description = {
      "Useful GFLOP/s of each layer (GOP/s where it computes with bytes) beside the peak of this",
      "machine's float32. Products with zeros do not count. Nets as for 'real'."
    })
public final class LayersCommand extends Measurement {
  @Mixin private RealNets nets = new RealNets("resnet-18");

  @Mixin private Seconds seconds = new Seconds(8);

  @Mixin private ResultFile json = new ResultFile("layers.json");

  /** A net with its layers. */
  private record Row(String net, String variant, List<LayerTime> layers) {}

  @Override
  public Integer call() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>(Machine.facts());
    double peak = PeakSpeed.gigaflops();
    found.put("kernels", KernelLookup.status());
    found.put("float32 peak of a thread, GFLOP/s", Figures.three(peak));
    found.forEach((name, value) -> System.out.println(name + ": " + value));
    List<Row> rows = nets.each(this::measure);
    for (Row row : rows) {
      System.out.println("\n" + row.net() + ", " + row.variant() + "\n");
      System.out.print(table(row.layers(), peak));
    }
    found.put("rows", rows);
    json.write(found);
    return 0;
  }

  private Row measure(String net, Path folder) throws IOException {
    RealFiles files = RealFiles.write(net, nets.variant(), false, folder);
    List<LayerTime> layers =
        LayerTimes.measure(
            SpvdFile.read(files.compact()), files.pixels(), nets.extent(), seconds.each());
    return new Row(files.net(), nets.variant().toString(), layers);
  }

  private static MarkdownTable table(List<LayerTime> layers, double peak) {
    MarkdownTable table =
        new MarkdownTable("layer", "us", "useful G(FL)OP/s", "% of float32 peak", "kernel");
    double micros = 0;
    double operations = 0;
    for (LayerTime layer : layers) {
      boolean weights = layer.operations() > 0;
      table.row(
          layer.name(),
          Figures.three(layer.micros()),
          weights ? Figures.three(layer.speed()) + (layer.int8() ? " (bytes)" : "") : "",
          weights ? Figures.three(100 * layer.speed() / peak) : "",
          layer.note());
      micros += layer.micros();
      operations += layer.operations();
    }
    double speed = operations / (1e3 * micros);
    table.row(
        "all layers",
        Figures.three(micros),
        Figures.three(speed),
        Figures.three(100 * speed / peak),
        "");
    return table;
  }
}

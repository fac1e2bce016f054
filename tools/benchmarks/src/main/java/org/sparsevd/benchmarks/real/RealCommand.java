package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.benchmarks.inference.ColdStart;
import org.sparsevd.benchmarks.inference.NamedValues;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.Seconds;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures well-known nets at their real size. */
@Command(
    name = "real",
    description = {
      "Well-known nets at their real size, in our runtime and in ONNX Runtime, by turns in one",
      "JVM: resnet-18, resnet-50, mobilenet-v2 (224x224), vgg-16 (32x32), with made-up weights, or",
      ".onnx files. lenet-300-100, lenet-5 and .ckpt files are sparse already: their zeros stay as",
      "they are. One input a call, from raw pixels to scores. Ratios are theirs / ours."
    })
public final class RealCommand extends Measurement {
  @Mixin private RealNets nets = new RealNets("resnet-18", "mobilenet-v2");

  @Option(names = "--threads", paramLabel = "N", description = "that share one image")
  private int threads = 1;

  @Option(names = "--no-int8", description = "leave out ONNX Runtime in 8 bits")
  private boolean noInt8;

  @Option(
      names = "--ours",
      paramLabel = "FILE.spvd",
      description = "our net as compress wrote it, in place of one made of --net")
  private Path ours;

  @Option(
      names = "--theirs-int8",
      paramLabel = "FILE.onnx",
      description = "ONNX Runtime's net in 8 bits, in place of one made of --net")
  private Path theirsInt8;

  @Option(names = "--starts", paramLabel = "N", description = "fresh JVMs of each runtime")
  private int starts = 3;

  @Mixin private Seconds seconds = new Seconds(8);

  @Mixin private ResultFile json = new ResultFile("real.json");

  @Override
  public Integer call() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>(Machine.facts());
    found.put("ONNX Runtime", OnnxRuntimeNet.version());
    found.put("kernels", KernelLookup.status());
    found.put("clock", threads > 1 ? "on the wall" : "of the calling thread");
    found.forEach((name, value) -> System.out.println(name + ": " + value));
    List<RealRow> rows = rows();
    System.out.println();
    System.out.println(table(rows));
    rows.forEach(row -> System.out.println(row.verdict()));
    found.put("rows", rows);
    json.write(found);
    return 0;
  }

  /** Measures, and prints nothing but progress. */
  List<RealRow> rows() throws Exception {
    Variant variant = nets.variant();
    return nets.each((net, folder) -> measure(net, variant, folder));
  }

  private RealRow measure(String net, Variant variant, Path folder)
      throws IOException, InterruptedException {
    boolean made = !noInt8 && theirsInt8 == null;
    RealFiles files = RealFiles.write(net, variant, made, folder).with(ours, theirsInt8);
    List<String> arguments = new ArrayList<>();
    arguments.add(
        files.pixels() == null ? String.valueOf(nets.extent()) : files.pixels().toString());
    arguments.add(String.valueOf(seconds.each()));
    arguments.add(String.valueOf(files.pixels() == null ? 1 : threads));
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Map.Entry<String, Path> each : files.contenders().entrySet()) {
      arguments.addAll(List.of(each.getKey(), each.getValue().toString()));
      bytes.put(each.getKey(), Files.size(each.getValue()));
    }
    String printed =
        JavaProcess.run(net, JavaOptions.withVectors(), Turns.class, arguments, folder);
    Map<String, Double> firsts = starts > 0 ? firsts(files, folder) : Map.of();
    return new RealRow(
        files.net(), files.form(), threads, TurnResult.parse(printed), firsts, bytes);
  }

  private Map<String, Double> firsts(RealFiles files, Path folder)
      throws IOException, InterruptedException {
    boolean named = files.pixels() == null;
    Path question = named ? folder.resolve("values") : files.pixels();
    if (named) {
      Model model = SpvdFile.read(files.compact());
      NamedValues.write(Contender.drawn(model, nets.extent()), question);
    }
    Map<String, Double> firsts = new LinkedHashMap<>();
    ColdStart.beside(files.net(), files.contenders(), question, named, folder)
        .measure(starts)
        .forEach(time -> firsts.put(time.starter(), time.answerMillis()));
    return firsts;
  }

  private static MarkdownTable table(List<RealRow> rows) {
    MarkdownTable table =
        new MarkdownTable(
            "net",
            "runtime",
            "file, kB",
            "ms, median",
            "best",
            "theirs / ours",
            "quartiles",
            "best / best",
            "bytes a call",
            "first answer, ms",
            "difference");
    for (RealRow row : rows) {
      for (TurnResult each : row.results()) {
        boolean ours = each.contender().equals(RealRow.OURS);
        boolean theirs = each.contender().equals(RealRow.FLOAT32);
        table.row(
            row.net() + ", " + row.variant(),
            each.contender(),
            row.bytes().containsKey(each.contender())
                ? Figures.three(row.bytes().get(each.contender()) / 1e3)
                : "",
            Figures.three(each.median()),
            Figures.three(each.best()),
            ours ? "" : Figures.ratio(each.ratio()),
            ours ? "" : Figures.three(each.lower()) + " to " + Figures.three(each.upper()),
            ours ? "" : Figures.ratio(each.best() / row.ours().best()),
            String.valueOf(each.bytes()),
            Figures.three(row.first(each.contender())),
            theirs ? String.format(Locale.ROOT, "%.0e", each.difference()) : "");
      }
    }
    return table;
  }
}

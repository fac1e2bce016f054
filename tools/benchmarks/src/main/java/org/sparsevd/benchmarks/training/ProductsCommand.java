package org.sparsevd.benchmarks.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.Quick;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.ThreadCounts;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the trainer's matrix products and convolutions against the machine's peak. */
@Command(
    name = "products",
    description = "GFLOP/s of the trainer's products against the machine's measured peak.")
public final class ProductsCommand extends Measurement {
  private static final int COLUMNS = 96;

  @Mixin private ThreadCounts threads;

  @Mixin private Quick quick;

  @Mixin private ResultFile json = new ResultFile("products.json");

  @Override
  public Integer call() throws Exception {
    Map<String, Object> result = new LinkedHashMap<>(Machine.facts());
    result.put("lanes", PeakSpeed.lanes());
    result.forEach((name, value) -> System.out.println(name + ": " + value));
    for (int count : threads.all()) {
      ProductSpeed speed =
          new ProductSpeed(count, quick.asked() ? 2 : 8, quick.asked() ? 0.1 : 0.5);
      double peak = speed.peak();
      List<ProductSpeed.Speeds> all = new ArrayList<>();
      layers().forEach((name, geometry) -> all.add(speed.measure(name, geometry)));
      result.put("threads " + count, Map.of("peakGflops", peak, "products", all));
      System.out.printf("%nThreads: %d, peak: %s GFLOP/s%n%n", count, Figures.three(peak));
      System.out.print(table(all, peak));
    }
    json.write(result);
    return 0;
  }

  /** The layers that training spends its time in, at the presets' batch. */
  private static Map<String, Geometry> layers() {
    Map<String, Geometry> layers = new LinkedHashMap<>();
    layers.put("LeNet-300-100 fc1", Geometry.dense(784, 300, COLUMNS));
    layers.put("LeNet-300-100 fc2", Geometry.dense(300, 100, COLUMNS));
    layers.put("LeNet-5 conv1", new Geometry(1, 28, 28, 20, 5, COLUMNS));
    layers.put("LeNet-5 conv2", new Geometry(20, 12, 12, 50, 5, COLUMNS));
    layers.put("LeNet-5 fc1", Geometry.dense(800, 500, COLUMNS));
    layers.put("ResNet 16, 32x32", same(16, 32));
    layers.put("ResNet 32, 16x16", same(32, 16));
    layers.put("ResNet 64, 8x8", same(64, 8));
    layers.put("VGG-like 128, 4x4", same(128, 4));
    layers.put("VGG-like 128, 2x2", same(128, 2));
    return layers;
  }

  /** A convolution of 3x3 that keeps channels and the image's size. */
  private static Geometry same(int channels, int side) {
    Window window = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    return new Geometry(new Frame(channels, side, side, window, COLUMNS), channels, 1);
  }

  private static MarkdownTable table(List<ProductSpeed.Speeds> all, double peak) {
    MarkdownTable table =
        new MarkdownTable(
            "GFLOP/s",
            "product",
            "of peak",
            "weight gradient",
            "of peak",
            "input gradient",
            "of peak");
    for (ProductSpeed.Speeds speeds : all) {
      table.row(
          speeds.layer(),
          Figures.three(speeds.product()),
          percent(speeds.product() / peak),
          Figures.three(speeds.weightGradient()),
          percent(speeds.weightGradient() / peak),
          Figures.three(speeds.inputGradient()),
          percent(speeds.inputGradient() / peak));
    }
    return table;
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}

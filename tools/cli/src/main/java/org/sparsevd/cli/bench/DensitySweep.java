package org.sparsevd.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.Environment;
import org.sparsevd.cli.io.Table;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.RatioChart;

/** How the ratio of ONNX Runtime's time to ours falls as layers fill up, and where it is 1. */
public final class DensitySweep {
  private static final double[] DENSITIES = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1};

  private final List<Curve> curves = new ArrayList<>();

  /**
   * One layer.
   *
   * @param theirs nanoseconds a call in ONNX Runtime, which density does not change
   * @param ours nanoseconds a call at each density
   */
  private record Curve(SweepLayer layer, double theirs, double[] ours) {

    double ratio(int i) {
      return theirs / ours[i];
    }

    /** Density up to which ours is faster, between two measurements; NaN where it always is. */
    double breakEven() {
      for (int i = 0; i < ours.length; i++) {
        if (ratio(i) < 1) {
          if (i == 0) {
            return 0;
          }
          double share = Math.log(ratio(i - 1)) / Math.log(ratio(i - 1) / ratio(i));
          double from = Math.log(DENSITIES[i - 1]);
          return Math.exp(from + share * (Math.log(DENSITIES[i]) - from));
        }
      }
      return Double.NaN;
    }
  }

  private DensitySweep() {}

  /** Measures all layers at all densities. */
  public static DensitySweep measure(BenchProcess process, Console output)
      throws IOException, InterruptedException {
    DensitySweep sweep = new DensitySweep();
    Path folder = Files.createTempDirectory("sparsevd-sweep");
    Path onnx = folder.resolve("layer.onnx");
    Path spvd = folder.resolve("layer.spvd");
    try {
      for (SweepLayer layer : SweepLayer.ALL) {
        output.progress("measuring " + layer.label() + " ...");
        OnnxExporter.write(layer.filled(1), OnnxProfile.DENSE, onnx);
        double theirs = process.measure(onnx, layer.batch()).nanos();
        double[] ours = new double[DENSITIES.length];
        for (int i = 0; i < ours.length; i++) {
          Model model = layer.filled(DENSITIES[i]);
          SpvdFile.write(model, spvd);
          ours[i] = process.measure(spvd, layer.batch()).nanos();
        }
        sweep.curves.add(new Curve(layer, theirs, ours));
      }
    } finally {
      Files.deleteIfExists(onnx);
      Files.deleteIfExists(spvd);
      Files.deleteIfExists(folder);
    }
    return sweep;
  }

  /** Ratios layer by layer. */
  @Override
  public String toString() {
    String[] headings = new String[DENSITIES.length + 2];
    headings[0] = "their time / ours at density";
    for (int i = 0; i < DENSITIES.length; i++) {
      headings[i + 1] = percent(DENSITIES[i]);
    }
    headings[headings.length - 1] = "equal at";
    Table table = new Table(headings);
    for (Curve curve : curves) {
      String[] cells = new String[headings.length];
      cells[0] = curve.layer().label();
      for (int i = 0; i < DENSITIES.length; i++) {
        cells[i + 1] = Numbers.ratio(curve.ratio(i));
      }
      cells[cells.length - 1] =
          Double.isNaN(curve.breakEven()) ? "never slower" : percent(curve.breakEven());
      table.row(cells);
    }
    return table.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  /** The same for machines. */
  public Map<String, Object> json() {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Curve curve : curves) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("layer", curve.layer().name());
      fields.put("weight", curve.layer().weight().toArray());
      fields.put("input", curve.layer().input().toArray());
      fields.put("batch", curve.layer().batch());
      fields.put("onnxRuntimeNanoseconds", curve.theirs());
      fields.put("densities", DENSITIES);
      fields.put("nanoseconds", curve.ours());
      fields.put("breakEven", Double.isNaN(curve.breakEven()) ? null : curve.breakEven());
      layers.add(fields);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("environment", Environment.examine().facts());
    json.put("layers", layers);
    return json;
  }

  /** The curves, in one page without scripts. */
  public byte[] html() {
    RatioChart chart = new RatioChart(DENSITIES);
    for (Curve curve : curves) {
      double[] ratios = new double[DENSITIES.length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = curve.ratio(i);
      }
      chart.add(curve.layer().label(), ratios);
    }
    String title = "Time of ONNX Runtime divided by that of SparseVD, over the share of weights";
    return chart.page(title).getBytes(StandardCharsets.UTF_8);
  }
}

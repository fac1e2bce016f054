package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.Pass;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.runtime.SparseModel;

/** {@code sparsevd compress their.onnx}: smaller without training. */
final class OnnxCompression {
  private final PruningOptions pruning;
  private final PixelOptions pixels;
  private final Double maxErrorIncrease;
  private final Output output;

  /**
   * Checks the options.
   *
   * @param maxErrorIncrease percentage points; null for no bound
   */
  OnnxCompression(
      PruningOptions pruning, PixelOptions pixels, Double maxErrorIncrease, Output output)
      throws CliException {
    this.pruning = pruning;
    this.pixels = pixels;
    this.maxErrorIncrease = maxErrorIncrease;
    this.output = output;
    pruning.check(maxErrorIncrease != null);
    if (maxErrorIncrease != null && !(maxErrorIncrease >= 0)) {
      throw CliException.usage(
          "--max-error-increase must be at least 0, found " + maxErrorIncrease);
    }
  }

  /** Writes the compact file and prints what it became. */
  void run(Path input, Path file) throws IOException, CliException {
    Model model = pixels.inFrontOf(InputFile.readOnnx(input));
    CalibrationData calibration =
        pruning.data() == null ? null : CalibrationData.open(pruning.data(), model, pixels.given());
    Pass pass =
        calibration == null || !pruning.prunes(maxErrorIncrease)
            ? pruning.byMagnitude(new FoldAffine().apply(model))
            : pruning.byData(calibration.calibration(output), maxErrorIncrease);
    Compressed compressed = Compressor.compress(model, pass);
    SpvdFile.write(compressed.model(), file);

    CompressionTable table = new CompressionTable(compressed.report());
    long bytes = Files.size(file);
    double ratio = (double) DenseSize.bytes(model) / bytes;
    Map<String, Object> json = table.json();
    StringBuilder text = new StringBuilder(table.text()).append(System.lineSeparator());
    if (calibration != null) {
      judge(calibration, model, compressed.model(), json, text);
    }
    json.put("file", new Report.FileEntry(file.toString(), bytes, ratio));
    text.append(
        file + ": " + Numbers.bytes(bytes) + ", " + Numbers.ratio(ratio) + " smaller than dense");
    output.result(json, text.toString());
  }

  private static void judge(
      CalibrationData calibration,
      Model before,
      Model after,
      Map<String, Object> json,
      StringBuilder text)
      throws IOException {
    Samples samples = calibration.reporting();
    Logits had = samples.run(new RuntimeForward(SparseModel.of(before), ImageRun.BATCH));
    Logits has = samples.run(new RuntimeForward(SparseModel.of(after), ImageRun.BATCH));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("inputs", samples.text());
    result.put("pixels", calibration.scale());
    text.append(samples.text());
    if (!calibration.scale().isEmpty()) {
      text.append(", ").append(calibration.scale());
    }
    text.append(System.lineSeparator());
    if (calibration.isLabelled()) {
      double errorBefore = had.errorPercent(samples.labels());
      double errorAfter = has.errorPercent(samples.labels());
      result.put("errorPercentBefore", errorBefore);
      result.put("errorPercentAfter", errorAfter);
      text.append(
          String.format(
              Locale.ROOT, "error before %.2f %%, after %.2f %%; ", errorBefore, errorAfter));
    }
    double difference = has.differencePercent(had);
    double same = 100 * has.top1Agreement(had);
    result.put("differencePercent", difference);
    result.put("sameClassPercent", same);
    json.put("calibration", result);
    text.append(
        String.format(
            Locale.ROOT,
            "outputs differ by %.2f %% (root mean square), the largest is the same for %.2f %%%n",
            difference,
            same));
  }
}

package org.sparsevd.cli.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.score.Samples;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.SparseModel;

/**
 * An exported file in ONNX Runtime beside the net in our runtime.
 *
 * @param inputs what both were run on
 * @param largest difference of a score
 * @param scores largest magnitude of ours
 * @param rms root mean square of the differences, in percent of that of our scores
 * @param sameClass inputs whose largest score is the same, in percent
 * @param rounded whether the file is in 8 bits
 */
public record OnnxCheck(
    String inputs, double largest, double scores, double rms, double sameClass, boolean rounded) {
  /** An 8-bit file that differs by more, in percent, is of no use. */
  private static final double LARGEST_RMS = 10;

  public static OnnxCheck of(Path file, Model model, Samples samples, boolean rounded)
      throws IOException {
    LoadedNet own = SparseVdNet.single(SparseModel.of(model), Inputs.BATCH);
    Answers ours = samples.inputs().answers(own);
    try (LoadedNet net = OnnxRuntimeNet.load(file)) {
      Answers theirs = samples.inputs().answers(net);
      return new OnnxCheck(
          samples.text(),
          theirs.maxAbsDifference(ours),
          ours.largest(),
          theirs.differencePercent(ours),
          100 * theirs.top1Agreement(ours),
          rounded);
    }
  }

  /**
   * Whether the file does what the net does: every score off by less than 0.001, or that share of
   * the largest score where that is above 1. In 8 bits: differences of 10 % at most.
   */
  public boolean passed() {
    return rounded
        ? rms <= LARGEST_RMS
        : largest < Verification.LARGEST_DIFFERENCE * Math.max(1, scores);
  }

  public Map<String, Object> json() {
    return Map.of(
        "inputs", inputs,
        "maxAbsDifference", largest,
        "differencePercent", rms,
        "sameClassPercent", sameClass,
        "passed", passed());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ONNX Runtime against the JVM runtime on %s: largest difference %s of scores up to %.3g, "
            + "root mean square %.2g %%, same class for %.2f %%%s",
        inputs,
        Numbers.difference(largest),
        scores,
        rms,
        sameClass,
        passed() ? "" : ": they do NOT agree");
  }
}

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
 */
public record OnnxCheck(String inputs, Agreement agreement) {

  /**
   * Runs both.
   *
   * @param rounded whether the file is in 8 bits
   * @throws org.sparsevd.nets.RuntimeMissingException if ONNX Runtime cannot be loaded
   */
  public static OnnxCheck of(Path file, Model model, Samples samples, boolean rounded)
      throws IOException {
    LoadedNet own = SparseVdNet.single(SparseModel.of(model), Inputs.BATCH);
    try (LoadedNet net = OnnxRuntimeNet.load(file)) {
      Answers ours = samples.inputs().answers(own);
      Answers theirs = samples.inputs().answers(net);
      return new OnnxCheck(samples.text(), Agreement.of(theirs, ours, rounded));
    }
  }

  /** Whether the file does what the net does; see {@link Agreement#holds}. */
  public boolean passed() {
    return agreement.holds();
  }

  /** Largest difference of a score. */
  public double largest() {
    return agreement.largest();
  }

  public Map<String, Object> json() {
    return Map.of(
        "inputs", inputs,
        "maxAbsDifference", agreement.largest(),
        "differencePercent", agreement.rms(),
        "sameClassPercent", 100 * agreement.sameClass(),
        "passed", passed());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ONNX Runtime against the JVM runtime on %s: largest difference %s of scores up to %.3g, "
            + "root mean square %.2g %%, same class for %.2f %%%s",
        inputs,
        Numbers.difference(agreement.largest()),
        agreement.scores(),
        agreement.rms(),
        100 * agreement.sameClass(),
        passed() ? "" : verdict());
  }

  private String verdict() {
    return Double.isFinite(agreement.scores()) && Double.isFinite(agreement.largest())
        ? ": they do NOT agree"
        : ": NOT compared, scores are infinite or no numbers";
  }
}

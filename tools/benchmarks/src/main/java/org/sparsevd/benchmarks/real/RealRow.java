package org.sparsevd.benchmarks.real;

import java.util.List;
import java.util.Optional;
import org.sparsevd.benchmarks.report.Figures;

/**
 * A net, in a variant, on some threads: what was found.
 *
 * @param results ours first
 * @param first milliseconds of a fresh JVM to the first answer, ours
 * @param theirFirst the same of ONNX Runtime; NaN where it was not measured, as ours
 */
record RealRow(
    String net,
    String variant,
    int threads,
    List<TurnResult> results,
    double first,
    double theirFirst) {
  static final String OURS = "SparseVD";
  static final String FLOAT32 = "ONNX Runtime float32";
  static final String INT8 = "ONNX Runtime int8";

  /** From where on two times are not the same. */
  private static final double SAME = 1.03;

  TurnResult ours() {
    return results.get(0);
  }

  /** What was found of a contender, where it took part. */
  Optional<TurnResult> of(String contender) {
    return results.stream().filter(each -> each.contender().equals(contender)).findFirst();
  }

  /** In one line: who is faster, and by how much. */
  String verdict() {
    StringBuilder text = new StringBuilder(net + ", " + variant + ": SparseVD is ");
    String separator = "";
    for (TurnResult each : results.subList(1, results.size())) {
      text.append(separator).append(compared(each));
      separator = ", ";
    }
    return text.toString();
  }

  private static String compared(TurnResult other) {
    if (other.ratio() >= SAME) {
      return Figures.ratio(other.ratio()) + " as fast as " + other.contender();
    } else if (other.ratio() > 1 / SAME) {
      return "as fast as " + other.contender();
    }
    return Figures.ratio(1 / other.ratio()) + " slower than " + other.contender();
  }
}

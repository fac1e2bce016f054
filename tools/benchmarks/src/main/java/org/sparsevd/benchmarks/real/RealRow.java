package org.sparsevd.benchmarks.real;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.nets.Verdict;

/**
 * A net, in a variant, on some threads: what was found.
 *
 * @param results ours first
 * @param first milliseconds of a fresh JVM to the first answer, ours
 * @param theirFirst the same of ONNX Runtime; NaN where it was not measured, as ours
 * @param bytes of the file of each contender
 */
record RealRow(
    String net,
    String variant,
    int threads,
    List<TurnResult> results,
    double first,
    double theirFirst,
    Map<String, Long> bytes) {
  static final String OURS = "SparseVD";
  static final String FLOAT32 = "ONNX Runtime float32";
  static final String INT8 = "ONNX Runtime int8";

  TurnResult ours() {
    return results.get(0);
  }

  /** In one line: who is faster, and by how much. */
  String verdict() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    results.subList(1, results.size()).forEach(each -> ratios.put(each.contender(), each.ratio()));
    return net + ", " + variant + ": " + Verdict.of(ratios);
  }
}

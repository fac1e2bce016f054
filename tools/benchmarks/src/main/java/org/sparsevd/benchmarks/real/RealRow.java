package org.sparsevd.benchmarks.real;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.nets.Verdict;

/**
 * A net, in a variant, on some threads: what was found.
 *
 * @param results ours first
 * @param firsts milliseconds of a fresh JVM from {@code main} to the first answer, by contender;
 *     empty where they were not measured
 * @param bytes of the file of each contender
 */
record RealRow(
    String net,
    String variant,
    int threads,
    List<TurnResult> results,
    Map<String, Double> firsts,
    Map<String, Long> bytes) {
  static final String OURS = "SparseVD";
  static final String FLOAT32 = "ONNX Runtime float32";
  static final String INT8 = "ONNX Runtime int8";

  /** Of a contender; NaN where it was not measured. */
  double first(String contender) {
    return firsts.getOrDefault(contender, Double.NaN);
  }

  /** What was found of a contender, if it took part. */
  Optional<TurnResult> result(String contender) {
    return results.stream().filter(each -> each.contender().equals(contender)).findFirst();
  }

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

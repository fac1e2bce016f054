package org.sparsevd.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A method with the complete runs that there are of it.
 *
 * @param meanErrorPercent null where there are no runs, as is {@code meanCompression}
 * @param published null where the row is not the paper's
 */
public record Row(
    String method,
    String name,
    List<RunResult> runs,
    Double meanErrorPercent,
    Double meanCompression,
    Published published) {

  static Row of(Entry entry, List<RunResult> runs) {
    return new Row(
        entry.slug(),
        entry.name(),
        runs,
        mean(runs, RunResult::testErrorPercent),
        mean(runs, RunResult::compression),
        entry.published());
  }

  private static Double mean(List<RunResult> runs, ToDoubleFunction<RunResult> value) {
    return runs.isEmpty() ? null : runs.stream().mapToDouble(value).average().getAsDouble();
  }

  /** Zeros of each layer in percent, mean of the runs. */
  List<Double> zerosPercent() {
    List<Double> first = runs.isEmpty() ? List.of() : runs.get(0).zerosPercent();
    List<Double> means = new ArrayList<>();
    for (int l = 0; l < first.size(); l++) {
      int layer = l;
      means.add(mean(runs, run -> run.zerosPercent().get(layer)));
    }
    return means;
  }
}

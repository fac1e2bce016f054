package org.sparsevd.spark;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts why rows were not scored. As any count of Spark's, it counts a row again where a task or a
 * column is computed again.
 */
final class UnscoredRows extends AccumulatorV2<String, Map<String, Long>> {
  private static final long serialVersionUID = 1;

  /** So many reasons are told apart. Messages may name what a row holds, so there is no end. */
  private static final int MOST_REASONS = 100;

  private static final String OTHERS = "other reasons";

  private final TreeMap<String, Long> counts = new TreeMap<>();

  @Override
  public synchronized boolean isZero() {
    return counts.isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<String, Map<String, Long>> copy() {
    UnscoredRows copy = new UnscoredRows();
    copy.counts.putAll(counts);
    return copy;
  }

  @Override
  public synchronized void reset() {
    counts.clear();
  }

  @Override
  public synchronized void add(String reason) {
    add(reason, 1);
  }

  /**
   * Counts a row, or ends the job.
   *
   * @throws IllegalArgumentException if {@code failing}
   */
  void refuse(String reason, boolean failing) {
    if (failing) {
      throw new IllegalArgumentException("a row cannot be scored: " + reason);
    }
    add(reason);
  }

  private void add(String reason, long rows) {
    boolean known = counts.containsKey(reason) || counts.size() < MOST_REASONS;
    counts.merge(known ? reason : OTHERS, rows, Long::sum);
  }

  @Override
  public synchronized void merge(AccumulatorV2<String, Map<String, Long>> other) {
    other.value().forEach(this::add);
  }

  @Override
  public synchronized Map<String, Long> value() {
    return new TreeMap<>(counts);
  }
}

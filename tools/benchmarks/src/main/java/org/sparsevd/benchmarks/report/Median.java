package org.sparsevd.benchmarks.report;

import java.util.Arrays;

/** What other processes disturb less than a mean. */
public final class Median {
  private Median() {}

  /** The value in the middle, or the mean of the two there; NaN of nothing. */
  public static double of(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

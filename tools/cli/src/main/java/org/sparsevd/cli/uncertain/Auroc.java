package org.sparsevd.cli.uncertain;

import java.util.Arrays;

/** How well a score tells two groups apart. */
final class Auroc {
  private Auroc() {}

  /**
   * The area under the receiver operating characteristic: the probability that one of {@code high}
   * has the larger score than one of {@code low}, ties counting half (Mann and Whitney 1947).
   *
   * @throws IllegalArgumentException if a group is empty
   */
  static double of(double[] low, double[] high) {
    if (low.length == 0 || high.length == 0) {
      throw new IllegalArgumentException("a group is empty");
    }
    double[] sorted = low.clone();
    Arrays.sort(sorted);
    double wins = 0;
    for (double score : high) {
      int below = first(sorted, score, false);
      int upTo = first(sorted, score, true);
      wins += below + 0.5 * (upTo - below);
    }
    return wins / ((double) low.length * high.length);
  }

  /** How many are below a score, or at most it. */
  private static int first(double[] sorted, double score, boolean orEqual) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < score || orEqual && sorted[middle] == score) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}

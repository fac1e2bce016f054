package org.sparsevd.codec;

import java.util.Arrays;

/**
 * The probability of a set bit in each of several contexts, learnt from the bits seen there: it
 * moves by {@code 1 / (n + 1.5)} of the distance after the n-th bit, as a running average does.
 */
final class Contexts {
  /** What the average may count at most, so that it never stops to learn. */
  private static final int MOST = 255;

  private static final int ONE = (1 << Logistic.FINE_BITS) - 1;

  private final Logistic logistic;
  private final int[] probabilities;
  private final short[] logOdds;
  private final short[] counts;

  /**
   * Contexts that have seen nothing yet.
   *
   * @param prior log odds of a set bit to begin with, in 1/256 nat
   * @param confidence bits that the prior counts for
   */
  Contexts(Logistic logistic, int count, int prior, int confidence) {
    this.logistic = logistic;
    this.probabilities = new int[count];
    this.logOdds = new short[count];
    this.counts = new short[count];
    restart(prior, confidence);
  }

  void restart(int prior, int confidence) {
    int probability = logistic.probability(prior) << Logistic.FINE_BITS - 16;
    Arrays.fill(probabilities, probability);
    Arrays.fill(logOdds, (short) logistic.logOdds(probability));
    Arrays.fill(counts, (short) confidence);
  }

  int logOdds(int context) {
    return logOdds[context];
  }

  int probability(int context) {
    return logistic.probability(logOdds[context]);
  }

  void learn(int context, boolean bit) {
    int count = counts[context];
    int probability = probabilities[context];
    long distance = (bit ? ONE : 0) - probability;
    probability += (int) (distance * ((1 << 17) / (2 * count + 3)) >> 16);
    probability = Math.max(1, probability);
    probabilities[context] = probability;
    logOdds[context] = (short) logistic.logOdds(probability);
    if (count < MOST) {
      counts[context] = (short) (count + 1);
    }
  }
}

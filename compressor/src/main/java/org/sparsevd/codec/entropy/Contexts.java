package org.sparsevd.codec.entropy;

import java.util.Arrays;

/**
 * The probability of a set bit in each of several contexts, learnt from the bits seen there: it
 * moves by {@code 1 / (n + 1.5)} of the distance after the n-th bit, as a running average does.
 */
public final class Contexts {
  private static final int COUNT_BITS = 8;
  private static final int ONE = (1 << Logistic.FINE_BITS) - 1;

  private final Logistic logistic;

  /** Each the probability, then the count in the lowest bits. */
  private final int[] states;

  /**
   * Contexts that have seen nothing yet.
   *
   * @param prior log odds of a set bit to begin with, in 1/256 nat
   * @param confidence bits that the prior counts for
   */
  public Contexts(Logistic logistic, int count, int prior, int confidence) {
    this.logistic = logistic;
    this.states = new int[count];
    restart(prior, confidence);
  }

  public void restart(int prior, int confidence) {
    int probability = logistic.probability(prior) << Logistic.FINE_BITS - 16;
    Arrays.fill(states, probability << COUNT_BITS | confidence);
  }

  public int logOdds(int context) {
    return logistic.logOdds(states[context] >>> COUNT_BITS);
  }

  public int probability(int context) {
    return logistic.probability(logOdds(context));
  }

  public void learn(int context, boolean bit) {
    int state = states[context];
    int probability = state >>> COUNT_BITS;
    int count = state & (1 << COUNT_BITS) - 1;
    long distance = (bit ? ONE : 0) - probability;
    int moved = probability + (int) (distance * logistic.rate(count) >> 16);
    states[context] = Math.max(1, moved) << COUNT_BITS | Logistic.next(count);
  }
}

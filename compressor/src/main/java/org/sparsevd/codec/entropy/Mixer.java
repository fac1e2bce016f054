package org.sparsevd.codec.entropy;

/**
 * Adds predictions in the logistic domain, each with a weight that is learnt: the gradient of the
 * coding cost moves it by {@code rate * (bit - probability) * input}.
 */
public final class Mixer {
  /** Weights are fixed-point numbers of this unit. */
  static final int ONE = 1 << 16;

  private static final int MOST = 8 * ONE;

  private final Logistic logistic;
  private final int rate;
  private final int[] weights;
  private final int[] inputs;
  private int probability;

  /**
   * A mixer.
   *
   * @param rate of learning, in 1/1024
   * @param weights to begin with, in 1/256, one per input
   */
  public Mixer(Logistic logistic, int rate, int... weights) {
    this.logistic = logistic;
    this.rate = rate;
    this.weights = new int[weights.length];
    this.inputs = new int[weights.length];
    for (int i = 0; i < weights.length; i++) {
      this.weights[i] = weights[i] * (ONE / 256);
    }
  }

  /** Sets input {@code i} to log odds. */
  public void input(int i, int logOdds) {
    inputs[i] = logOdds;
  }

  /** The probability of a set bit by {@code base}, which has no weight, and all inputs. */
  public int mix(int base) {
    long sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += (long) weights[i] * inputs[i];
    }
    long logOdds = base + (sum >> 16);
    logOdds = Math.max(-Logistic.LIMIT, Math.min(Logistic.LIMIT, logOdds));
    probability = logistic.probability((int) logOdds);
    return probability;
  }

  /** Learns from the bit that {@link #mix} predicted last. */
  public void learn(boolean bit) {
    long step = (long) ((bit ? 1 << 16 : 0) - probability) * rate;
    for (int i = 0; i < weights.length; i++) {
      // Units: step 2^-16 * 2^-10, input 2^-8, weight 2^-16.
      int moved = weights[i] + (int) (step * inputs[i] >> 18);
      weights[i] = Math.max(-MOST, Math.min(MOST, moved));
    }
  }
}

package org.sparsevd.runtime;

/**
 * What a net whose weights are drawn at random says of one input. Entropies are in nats.
 *
 * @param mean of the softmax over the draws, by class
 * @param deviation of the softmax over the draws: standard, by class
 * @param entropy of {@code mean}: all that is uncertain
 * @param expectedEntropy mean of the draws' own entropies: what stays uncertain with known weights
 */
public record Prediction(
    double[] mean, double[] deviation, double entropy, double expectedEntropy) {

  /**
   * What knowing the weights would tell of the class: {@code entropy - expectedEntropy}, at least
   * 0. It is high where the draws disagree, as they do on what is unlike the training data.
   */
  public double mutualInformation() {
    return Math.max(0, entropy - expectedEntropy);
  }

  /** The class of the largest mean; the first of equal ones. */
  public int top1() {
    int best = 0;
    for (int c = 1; c < mean.length; c++) {
      best = mean[c] > mean[best] ? c : best;
    }
    return best;
  }

  /** The entropy of probabilities, in nats. */
  static double entropy(double[] probabilities) {
    double entropy = 0;
    for (double p : probabilities) {
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return entropy;
  }
}

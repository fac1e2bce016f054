package org.sparsevd.trainer.mixture;

import java.util.Arrays;
import org.sparsevd.trainer.recipe.GammaPrior;
import org.sparsevd.trainer.recipe.WeightSharing;

/**
 * The prior of soft weight sharing (Ullrich, Meeds and Welling, ICLR 2017, equation 5): {@code p(w)
 * = sum_j share[j] N(w | mean[j], 1 / precision[j])}. Component 0 stands for zero: its mean is 0
 * and its share are fixed, so that most weights are drawn there. All else is learned with the
 * weights.
 *
 * <p>What is learned is one vector: the means of components 1 to J, the logarithms of the
 * precisions of components 0 to J, and the logits of the shares of components 1 to J.
 */
public final class GaussianMixture {
  private final int components;
  private final double zeroShare;
  private final double[] parameters;

  /**
   * A mixture.
   *
   * @param components with the one at zero, 2 to {@link WeightSharing#MOST_COMPONENTS}
   * @param zeroShare of component 0, between 0 and 1
   * @param parameters as above; becomes the mixture's own
   */
  public GaussianMixture(int components, double zeroShare, double[] parameters) {
    if (parameters.length != size(components)) {
      throw new IllegalArgumentException(
          "a mixture of "
              + components
              + " components has "
              + size(components)
              + " parameters, found "
              + parameters.length);
    }
    this.components = components;
    this.zeroShare = zeroShare;
    this.parameters = parameters;
  }

  /** Number of parameters. */
  public static int size(int components) {
    return 3 * components - 2;
  }

  /**
   * The mixture to begin with: means at equal distances from {@code -reach} to {@code reach}, equal
   * shares, and deviations as large as the distance.
   */
  public static GaussianMixture start(int components, double zeroShare, double reach) {
    double[] parameters = new double[size(components)];
    int others = components - 1;
    for (int j = 0; j < others; j++) {
      parameters[j] = others == 1 ? reach : reach * (2.0 * j / (others - 1) - 1);
    }
    double distance = others == 1 ? reach : 2 * reach / (others - 1);
    Arrays.fill(parameters, others, others + components, -2 * Math.log(distance));
    return new GaussianMixture(components, zeroShare, parameters);
  }

  GaussianMixture copy() {
    return new GaussianMixture(components, zeroShare, parameters.clone());
  }

  public int components() {
    return components;
  }

  /** What is learned; the mixture's own array. */
  public double[] parameters() {
    return parameters;
  }

  double mean(int component) {
    return component == 0 ? 0 : parameters[component - 1];
  }

  double logPrecision(int component) {
    return parameters[components - 1 + component];
  }

  /** The shares, which sum to 1. */
  double[] shares() {
    double[] shares = new double[components];
    int logits = 2 * components - 1;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 1; j < components; j++) {
      largest = Math.max(largest, parameters[logits + j - 1]);
    }
    double sum = 0;
    for (int j = 1; j < components; j++) {
      shares[j] = Math.exp(parameters[logits + j - 1] - largest);
      sum += shares[j];
    }
    for (int j = 1; j < components; j++) {
      shares[j] *= (1 - zeroShare) / sum;
    }
    shares[0] = zeroShare;
    return shares;
  }

  /**
   * The logarithm of each component's density at its mean, times its share, without the constant
   * {@code -0.5 log(2 pi)}.
   */
  double[] logHeights() {
    double[] heights = shares();
    for (int j = 0; j < components; j++) {
      heights[j] = Math.log(heights[j]) + 0.5 * logPrecision(j);
    }
    return heights;
  }

  /**
   * What the weights and priors say about the parameters.
   *
   * @param statistics of all weights
   * @param zero prior of the precision of component 0
   * @param others prior of the other precisions
   * @return gradient of {@code -log p(weights) - log p(precisions)}
   */
  double[] gradient(MixtureStatistics statistics, GammaPrior zero, GammaPrior others) {
    double[] gradient = new double[parameters.length];
    double[] shares = shares();
    double drawn = 0;
    for (int j = 1; j < components; j++) {
      drawn += statistics.responsibility(j);
    }
    for (int j = 0; j < components; j++) {
      double precision = Math.exp(logPrecision(j));
      double count = statistics.responsibility(j);
      GammaPrior prior = j == 0 ? zero : others;
      gradient[components - 1 + j] =
          0.5 * (precision * statistics.squares(j) - count) + prior.gradient(logPrecision(j));
      if (j > 0) {
        gradient[j - 1] = -precision * statistics.distances(j);
        gradient[2 * components - 1 + j - 1] = drawn * shares[j] / (1 - zeroShare) - count;
      }
    }
    return gradient;
  }

  /** The negative logarithm of the priors' densities, without constants. */
  double priorLoss(GammaPrior zero, GammaPrior others) {
    double loss = 0;
    for (int j = 0; j < components; j++) {
      loss += (j == 0 ? zero : others).loss(logPrecision(j));
    }
    return loss;
  }

  /** The component that a weight most probably belongs to. */
  int nearest(double[] logHeights, float weight) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < components; j++) {
      double distance = weight - mean(j);
      double log = logHeights[j] - 0.5 * Math.exp(logPrecision(j)) * distance * distance;
      if (log > most) {
        most = log;
        best = j;
      }
    }
    return best;
  }

  /** The component other than that at zero whose mean is closest. */
  int closest(float weight) {
    int best = 1;
    for (int j = 2; j < components; j++) {
      if (Math.abs(weight - mean(j)) < Math.abs(weight - mean(best))) {
        best = j;
      }
    }
    return best;
  }
}

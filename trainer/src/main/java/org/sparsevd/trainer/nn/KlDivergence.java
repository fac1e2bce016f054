package org.sparsevd.trainer.nn;

/**
 * The approximation of the KL divergence between a weight's posterior and the log-uniform prior
 * (Molchanov et al. 2017, equation 14), shifted so that it ends at 0 for infinite log alpha:
 *
 * <pre>
 * KL = -(k1 sigmoid(k2 + k3 logAlpha) - log(1 + exp(-logAlpha)) / 2 - k1)
 * </pre>
 */
public final class KlDivergence {
  public static final double K1 = 0.63576;
  public static final double K2 = 1.87320;
  public static final double K3 = 1.48695;

  private KlDivergence() {}

  /** The divergence of one weight, in nats. */
  public static double of(double logAlpha) {
    return -(K1 * sigmoid(K2 + K3 * logAlpha) - 0.5 * Math.log1p(Math.exp(-logAlpha)) - K1);
  }

  /** Its derivative with respect to log alpha. */
  public static double derivative(double logAlpha) {
    double s = sigmoid(K2 + K3 * logAlpha);
    return -(K1 * K3 * s * (1 - s) + 0.5 * sigmoid(-logAlpha));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}

package org.sparsevd.trainer.recipe;

/**
 * A Gamma distribution of a precision.
 *
 * @param shape called alpha in the paper
 * @param rate called beta
 */
public record GammaPrior(double shape, double rate) {
  /** The largest shape and rate. */
  public static final double MOST = 1e9;

  public GammaPrior {
    if (!(shape >= 1 && shape <= MOST && rate > 0 && rate <= MOST)) {
      throw new IllegalArgumentException(
          "a Gamma prior takes a shape from 1 and a rate above 0, both up to 1e9, found "
              + shape
              + " and "
              + rate);
    }
  }

  /** The negative logarithm of its density at {@code exp(log)}, without its constant. */
  public double loss(double log) {
    return rate * Math.exp(log) - (shape - 1) * log;
  }

  /** The derivative of {@link #loss}. */
  public double gradient(double log) {
    return rate * Math.exp(log) - (shape - 1);
  }
}

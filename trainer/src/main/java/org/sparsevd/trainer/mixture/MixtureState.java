package org.sparsevd.trainer.mixture;

/**
 * A {@link GaussianMixture}'s parameters and Adam's estimates of them, all of one length.
 *
 * @param first of the gradient
 * @param second of its square
 */
public record MixtureState(double[] parameters, double[] first, double[] second) {
  public MixtureState {
    if (first.length != parameters.length || second.length != parameters.length) {
      throw new IllegalArgumentException(
          "a mixture of "
              + parameters.length
              + " parameters has as many moments, found "
              + first.length
              + " and "
              + second.length);
    }
    for (int i = 0; i < parameters.length; i++) {
      if (!Double.isFinite(parameters[i]) || !Double.isFinite(first[i]) || !(second[i] >= 0)) {
        throw new IllegalArgumentException("parameter " + i + " of the mixture is no number");
      }
    }
  }
}

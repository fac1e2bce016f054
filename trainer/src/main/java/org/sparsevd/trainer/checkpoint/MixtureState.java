package org.sparsevd.trainer.checkpoint;

import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.WeightSharing;

/**
 * The mixture of a phase that shares weights: its parameters and Adam's estimates of them, all of
 * one length.
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

  /** Refuses another mixture than that of such a phase, which has begun. */
  static void check(Reduction reduction, MixtureState mixture) {
    int expected = reduction instanceof WeightSharing sharing ? 3 * sharing.components() - 2 : 0;
    int found = mixture == null ? 0 : mixture.parameters.length;
    if (found != expected) {
      throw new IllegalArgumentException(
          "the mixture of the phase at hand has " + expected + " parameters, found " + found);
    }
  }
}

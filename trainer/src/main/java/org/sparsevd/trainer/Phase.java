package org.sparsevd.trainer;

/**
 * A stretch of training with one objective.
 *
 * @param epochs passes over the training set, at least 1
 * @param learningRate Adam's step size of the weight means and biases, over epochs of this phase
 * @param logSigma2Rate what the learning rate is multiplied with for the log variances
 * @param klWeight weight of the KL divergence; only {@link Kind#SPARSE} has one
 * @param removal log alpha from which on a weight is removed for good, over epochs of this phase
 *     and applied at the end of each; {@link #NO_REMOVAL} where none is
 * @param shift training images are moved by up to this many pixels in x and y at random
 */
public record Phase(
    Kind kind,
    int epochs,
    Schedule learningRate,
    double logSigma2Rate,
    Schedule klWeight,
    Schedule removal,
    int shift) {

  /** A threshold that no weight reaches: log alpha is clipped to [-8, 8]. */
  public static final Schedule NO_REMOVAL = Schedule.constant(1000);

  /** What a phase trains. */
  public enum Kind {
    /** The means alone, without noise: a conventional network. */
    DENSE,
    /** Means and variances: Sparse Variational Dropout. */
    SPARSE,
    /**
     * The means of the weights that are left, without noise; starts by removing what lies above.
     */
    FINE_TUNE
  }

  public Phase {
    if (epochs < 1) {
      throw new IllegalArgumentException("a phase needs at least 1 epoch, found " + epochs);
    }
    if (shift < 0 || shift > 16) {
      throw new IllegalArgumentException("shift must be 0 to 16 pixels, found " + shift);
    }
    if (!(logSigma2Rate >= 0 && logSigma2Rate <= 1000)) {
      throw new IllegalArgumentException("logSigma2Rate must be 0 to 1000, found " + logSigma2Rate);
    }
  }

  /** The same course in another number of epochs. */
  public Phase withEpochs(int newEpochs) {
    double factor = (double) newEpochs / epochs;
    return new Phase(
        kind,
        newEpochs,
        learningRate.stretched(factor),
        logSigma2Rate,
        klWeight.stretched(factor),
        removal.stretched(factor),
        shift);
  }
}

package org.sparsevd.trainer.recipe;

import java.util.List;

/**
 * A stretch of training with one objective.
 *
 * @param epochs passes over the training set, at least 1
 * @param learningRate Adam's step size of the weight means and biases, over epochs of this phase
 * @param logSigma2Rate what the learning rate is multiplied with for the log variances
 * @param klWeight weight of the KL divergence; only {@link Kind#SPARSE} has one
 * @param removal log alpha from which on a weight is removed for good, over epochs of this phase
 *     and applied at the end of each; {@link #NO_REMOVAL} where none is
 * @param augmentation of the training images
 * @param weightDecay share of the learning rate by which every mean shrinks each step, beside
 *     Adam's step (Loshchilov and Hutter 2019); only {@link Kind#DENSE} has one
 * @param reduction which weights go; only {@link Kind#DENSE} has one
 */
public record Phase(
    Kind kind,
    int epochs,
    Schedule learningRate,
    double logSigma2Rate,
    Schedule klWeight,
    Schedule removal,
    Augmentation augmentation,
    double weightDecay,
    Reduction reduction) {

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
    if (!(weightDecay >= 0 && weightDecay <= 100)) {
      throw new IllegalArgumentException("weightDecay must be 0 to 100, found " + weightDecay);
    }
    if (!(logSigma2Rate >= 0 && logSigma2Rate <= 1000)) {
      throw new IllegalArgumentException("logSigma2Rate must be 0 to 1000, found " + logSigma2Rate);
    }
    if (kind != Kind.DENSE && !reduction.equals(Reduction.NONE)) {
      throw new IllegalArgumentException("only a dense phase prunes or has surgery");
    }
  }

  /** A phase that leaves no weights out. */
  public Phase(
      Kind kind,
      int epochs,
      Schedule learningRate,
      double logSigma2Rate,
      Schedule klWeight,
      Schedule removal,
      Augmentation augmentation,
      double weightDecay) {
    this(
        kind,
        epochs,
        learningRate,
        logSigma2Rate,
        klWeight,
        removal,
        augmentation,
        weightDecay,
        Reduction.NONE);
  }

  /** A dense phase. */
  public static Phase dense(
      int epochs,
      Schedule learningRate,
      Augmentation augmentation,
      double weightDecay,
      Reduction reduction) {
    return new Phase(
        Kind.DENSE,
        epochs,
        learningRate,
        0,
        Schedule.constant(0),
        NO_REMOVAL,
        augmentation,
        weightDecay,
        reduction);
  }

  /** A phase without weight decay whose images move by up to {@code shift} pixels. */
  public Phase(
      Kind kind,
      int epochs,
      Schedule learningRate,
      double logSigma2Rate,
      Schedule klWeight,
      Schedule removal,
      int shift) {
    this(
        kind, epochs, learningRate, logSigma2Rate, klWeight, removal, Augmentation.shift(shift), 0);
  }

  /** Whether it trains the whole net without noise. */
  public boolean isConventional() {
    return kind == Kind.DENSE && reduction.equals(Reduction.NONE);
  }

  /** The same course with images that vary in another way. */
  public Phase withAugmentation(Augmentation newAugmentation) {
    return new Phase(
        kind,
        epochs,
        learningRate,
        logSigma2Rate,
        klWeight,
        removal,
        newAugmentation,
        weightDecay,
        reduction);
  }

  /** The same course with a divergence that weighs that many times as much. */
  Phase withKlScale(double scale) {
    if (!(scale >= 0 && scale <= 1000)) {
      throw new IllegalArgumentException("expected a number from 0 to 1000, found " + scale);
    }
    return new Phase(
        kind,
        epochs,
        learningRate,
        logSigma2Rate,
        klWeight.scaled(scale),
        removal,
        augmentation,
        weightDecay,
        reduction);
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
        augmentation,
        weightDecay,
        reduction.stretched(factor));
  }

  /** Epochs of each of these phases in a course of so many; at least one of the longest. */
  static int[] shares(List<Phase> phases, int newEpochs) {
    int longest = 0;
    for (int i = 1; i < phases.size(); i++) {
      longest = phases.get(i).epochs() > phases.get(longest).epochs() ? i : longest;
    }
    int[] shares = new int[phases.size()];
    int rest = newEpochs;
    for (int i = 0; i < shares.length; i++) {
      if (i != longest) {
        shares[i] = (int) Math.round(share(phases, newEpochs, i));
        rest -= shares[i];
      }
    }
    for (; rest < 1; rest++) {
      int most = longest;
      for (int i = 0; i < shares.length; i++) {
        double excess = shares[i] - share(phases, newEpochs, i);
        if (shares[i] > 0 && excess >= shares[most] - share(phases, newEpochs, most)) {
          most = i;
        }
      }
      shares[most]--;
    }
    shares[longest] = rest;
    return shares;
  }

  private static double share(List<Phase> phases, int newEpochs, int phase) {
    return (double) newEpochs
        * phases.get(phase).epochs()
        / phases.stream().mapToInt(Phase::epochs).sum();
  }
}

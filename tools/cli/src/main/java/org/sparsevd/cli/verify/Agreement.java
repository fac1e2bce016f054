package org.sparsevd.cli.verify;

import org.sparsevd.compress.Answers;

/**
 * How the scores of one form of a net differ from those of another, and whether that is agreement:
 * the one rule of {@code export}, {@code verify} and {@code pipeline}.
 *
 * @param largest difference of a score
 * @param scores largest magnitude of a score that was expected
 * @param rms root mean square of the differences, in percent of that of the expected scores
 * @param sameClass share of the inputs whose largest score is the same, 0 to 1
 * @param rounded whether one of the two computes in 8 bits
 */
record Agreement(double largest, double scores, double rms, double sameClass, boolean rounded) {
  /** A score that differs by this share or more of the largest one fails. */
  private static final double LARGEST_SHARE = 1e-3;

  /** A form in 8 bits that differs by more, in percent, is of no use. */
  private static final double LARGEST_RMS = 10;

  static Agreement of(Answers found, Answers expected, boolean rounded) {
    return new Agreement(
        found.maxAbsDifference(expected),
        expected.largest(),
        found.differencePercent(expected),
        found.top1Agreement(expected),
        rounded);
  }

  /**
   * Whether both compute the same: every score off by less than a thousandth of the largest score,
   * or of 1 where all are smaller. In 8 bits: by 10 % at most, as a root mean square. Scores that
   * are no numbers never agree.
   */
  boolean holds() {
    return rounded ? rms <= LARGEST_RMS : largest < LARGEST_SHARE * Math.max(1, scores);
  }
}

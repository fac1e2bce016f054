package org.sparsevd.report.film;

/** What the values of a view are, and so how they become strengths of a colour from -1 to 1. */
public enum FilmStyle {
  /** Weights: red above zero, blue below, by the square root of their size. */
  SIGNED,
  /** Sizes of weights, by their square root. */
  MAGNITUDE,
  /** How many weights there are, by the logarithm of one more. */
  COUNT;

  /**
   * The strength of a value.
   *
   * @param strongest value drawn at full strength, above 0
   */
  double strength(float value, double strongest) {
    double share =
        switch (this) {
          case SIGNED, MAGNITUDE -> Math.sqrt(Math.abs(value) / strongest);
          case COUNT -> Math.log1p(value) / Math.log1p(strongest);
        };
    return Math.copySign(Math.min(share, 1), value);
  }
}

package org.sparsevd.model.loop;

/**
 * The error function in double: Taylor series around the multiples of 1/16, whose values come from
 * a series without cancellation (Abramowitz and Stegun, 7.1.6).
 */
public final class ErrorFunction {
  /** From here on it is 1 in double. */
  private static final int END = 6;

  private static final int PER_UNIT = 16;
  private static final int TERMS = 10;
  private static final double SLOPE = 2 / Math.sqrt(Math.PI);
  private static final double[] VALUES = new double[END * PER_UNIT + 1];
  private static final double[] SLOPES = new double[VALUES.length];

  static {
    for (int i = 0; i < VALUES.length; i++) {
      double x = (double) i / PER_UNIT;
      SLOPES[i] = SLOPE * Math.exp(-x * x);
      double term = x;
      double sum = 0;
      for (int n = 0; sum + term != sum; n++) {
        sum += term;
        term *= 2 * x * x / (2 * n + 3);
      }
      VALUES[i] = SLOPES[i] * sum;
    }
  }

  private ErrorFunction() {}

  public static double erf(double x) {
    double magnitude = Math.abs(x);
    if (!(magnitude < END)) {
      // Not a number stays so.
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    int at = (int) Math.round(magnitude * PER_UNIT);
    double from = (double) at / PER_UNIT;
    double h = magnitude - from;
    // The derivatives are the slope times Hermite polynomials: H(n + 1) = 2 x H(n) - 2 n H(n - 1).
    double power = h;
    double before = 0;
    double polynomial = 1;
    double sum = 0;
    for (int n = 0; n < TERMS; n++) {
      sum += power * polynomial;
      double next = 2 * from * polynomial - 2 * n * before;
      before = polynomial;
      polynomial = next;
      power *= -h / (n + 2);
    }
    return Math.copySign(VALUES[at] + SLOPES[at] * sum, x);
  }
}

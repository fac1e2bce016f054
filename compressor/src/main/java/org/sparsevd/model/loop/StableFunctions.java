package org.sparsevd.model.loop;

/** Functions by formulas in which nothing overflows or cancels. */
public final class StableFunctions {
  private StableFunctions() {}

  /** The inverse of the hyperbolic sine; by its magnitude, so that nothing cancels. */
  public static double asinh(double x) {
    double a = Math.abs(x);
    double more = Double.isInfinite(a) ? a : a * a / (1 + Math.sqrt(a * a + 1));
    return Math.copySign(Math.log1p(a + more), x);
  }

  /** {@code ln(1 + exp(x))}; nothing overflows for large x, or cancels for small ones. */
  public static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}

package org.sparsevd.benchmarks.report;

import java.util.Locale;

/** Numbers as a reader wants them. */
public final class Figures {
  private Figures() {}

  /** Three digits that count: {@code 0.0123}, {@code 1.23}, {@code 123}; {@code -} for NaN. */
  public static String three(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** {@code 12.3x}. */
  public static String ratio(double value) {
    return Double.isFinite(value) ? three(value) + "x" : "-";
  }
}

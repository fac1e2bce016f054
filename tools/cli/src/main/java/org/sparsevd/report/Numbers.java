package org.sparsevd.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
  private Numbers() {}

  /** {@code 1,234,567}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 98.76}, without the sign. */
  public static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** {@code 12.3}. */
  public static String tenths(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }

  /**
   * {@code 68.3x}; {@code 1,024x} from a thousand on; a dash where nothing is left to divide by.
   */
  public static String ratio(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value < 1000 ? "%.1fx" : "%,.0fx", value);
  }

  /** {@code 3.2e-06}; {@code 0} for zero. */
  public static String difference(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
  }

  /** {@code 0.219}: three digits that count. */
  public static String step(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** {@code 512 B}, {@code 14.2 kB}, {@code 1.07 MB}; a kB is 1,000 bytes. */
  public static String bytes(long value) {
    if (value < 1000) {
      return value + " B";
    }
    if (value < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", value / 1e3);
    }
    return String.format(Locale.ROOT, "%.2f MB", value / 1e6);
  }

  /** {@code 4.2 s}, {@code 3:07 min}, {@code 1:02:33 h}. */
  public static String seconds(double value) {
    if (value < 60) {
      return String.format(Locale.ROOT, "%.1f s", value);
    }
    long whole = Math.round(value);
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
  }
}

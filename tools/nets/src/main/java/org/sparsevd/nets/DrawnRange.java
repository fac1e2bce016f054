package org.sparsevd.nets;

import java.util.Random;

/**
 * Numbers from which one is drawn, all of them as likely.
 *
 * @param low the least
 * @param high the largest, which may be the least as well
 */
public record DrawnRange(double low, double high) {
  /** Whole numbers beyond are not computed with. */
  private static final double MOST = 1 << 24;

  public DrawnRange {
    if (!(low <= high) || Math.abs(low) > MOST || Math.abs(high) > MOST) {
      throw new IllegalArgumentException(
          "expected a range of numbers up to 2^24, the lower one first, found "
              + low
              + ".."
              + high);
    }
  }

  /**
   * A range as a user writes it: {@code 0..30521}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static DrawnRange parse(String text) {
    int dots = text.indexOf("..");
    try {
      return new DrawnRange(
          Double.parseDouble(text.substring(0, Math.max(0, dots))),
          Double.parseDouble(text.substring(dots + 2)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("expected a range such as 0..255, found '" + text + "'");
    }
  }

  double number(Random random) {
    return low + random.nextDouble() * (high - low);
  }

  long whole(Random random) {
    long least = (long) Math.ceil(low);
    long count = Math.max(1, (long) Math.floor(high) - least + 1);
    return least + random.nextInt((int) count);
  }
}

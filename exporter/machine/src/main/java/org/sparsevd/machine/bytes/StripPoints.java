package org.sparsevd.machine.bytes;

/**
 * Four outputs side by side from fewer products: sums of four taps, at four places that follow each
 * other, are polynomials at seven points. Three steps lead there and back, and only the one in the
 * middle multiplies a value of the image by one of the weights:
 *
 * <pre>
 *   before   seven values of the image    ->  seven others, by whole numbers
 *   weight   four weights                 ->  seven others, by whole numbers
 *   after    seven sums of their products ->  360 times the four outputs, by powers of two
 * </pre>
 *
 * Numbers are whole, so nothing is rounded: sums wrap at 2^32, and 360 is taken out again exactly.
 *
 * <p>Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, section
 * 4.1; the points are 0, 1, -1, 2, -2, 1/2 and infinity.
 */
final class StripPoints {
  /** Outputs at a time. */
  static final int OUTPUTS = 4;

  /** Taps of a sum. */
  static final int TAPS = 4;

  /** Points, and values of the image that four outputs read. */
  static final int COUNT = OUTPUTS + TAPS - 1;

  /** The points as fractions, the last one being infinity. */
  private static final int[] ABOVE = {0, 1, -1, 2, -2, 1, 1};

  private static final int[] BELOW = {1, 1, 1, 1, 1, 2, 0};

  /** What a point's weights are multiplied by, so that outputs come out 360 times as large. */
  private static final int[] FACTORS = {90, 60, 20, 5, 3, 4, 180};

  private static final int[][] BEFORE = {
    {4, -8, -5, 10, 1, -2, 0},
    {0, -4, 4, 9, -1, -2, 0},
    {0, -4, 12, -7, -3, 2, 0},
    {0, 2, -3, -4, 3, 2, 0},
    {0, 2, -5, 0, 5, -2, 0},
    {0, 4, 0, -5, 0, 1, 0},
    {0, -4, 8, 5, -10, -1, 2}
  };

  /** 45 times this is 1, modulo 2^32. */
  static final int INVERSE = inverse(45);

  /** 360 is 45 times two to this power. */
  static final int SHIFT = 3;

  private StripPoints() {}

  /** What a value of the image is multiplied by for a point: values then fit 16 bits. */
  static int before(int point, int value) {
    return BEFORE[point][value];
  }

  /**
   * The weight of a point, which fits 16 bits.
   *
   * @param taps four bytes
   */
  static int weight(int point, int[] taps) {
    int sum = 0;
    for (int k = 0; k < TAPS; k++) {
      sum += taps[k] * power(ABOVE[point], k) * power(BELOW[point], TAPS - 1 - k);
    }
    return sum * FACTORS[point];
  }

  private static int power(int number, int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= number;
    }
    return power;
  }

  /** Newton's steps, each of which doubles the bits that are right. */
  private static int inverse(int odd) {
    int inverse = odd;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}

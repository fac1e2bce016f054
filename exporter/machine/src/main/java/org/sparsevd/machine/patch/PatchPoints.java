package org.sparsevd.machine.patch;

/**
 * Sixteen outputs of a window of 3x3 from 36 products where there would be 144. Four sums of three
 * taps side by side are polynomials at six points. Done along rows and then along columns, three
 * steps lead there and back, and only the one in the middle multiplies a value of the image by one
 * of the weights:
 *
 * <pre>
 *   before   6x6 values of the image      ->  36 others, by whole numbers
 *   weight   3x3 weights                  ->  36 others, by whole numbers
 *   after    36 sums of their products    ->  16 times the 4x4 outputs times 9, 18 or 36
 * </pre>
 *
 * Numbers are whole, so nothing is rounded. Sums wrap at 2^32. Nine is taken out by its inverse
 * there, and the powers of two by a shift that keeps the sign. That is exact for sums below 2^25.
 *
 * <p>Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, section
 * 4.3, F(4x4, 3x3); the points are 0, 1, -1, 2, -2 and infinity.
 */
final class PatchPoints {
  /** Outputs side by side, and one above the other. */
  static final int OUTPUTS = 4;

  /** Taps of a row of the window. */
  static final int TAPS = 3;

  /** Points of a row. */
  static final int ROW = OUTPUTS + TAPS - 1;

  /** Points of a window. */
  static final int COUNT = ROW * ROW;

  /** 24 times what Lavin and Gray have, over what is left for the outputs. */
  private static final int[][] WEIGHTS = {
    {6, 0, 0}, {-2, -2, -2}, {-2, 2, -2}, {1, 2, 4}, {1, -2, 4}, {0, 0, 6}
  };

  /** Nine times this is 1, modulo 2^32. */
  static final int INVERSE = 0x38e38e39;

  /** The point at which a number is that adds to all outputs alike. */
  static final int CONSTANT = ROW + 1;

  /** How many times an output it is then. */
  static final int CONSTANT_FACTOR = 144;

  /** Sums below this come out right. */
  static final long LIMIT = 1L << 25;

  private static final int SHIFT = 4;

  private PatchPoints() {}

  /** The powers of two in an output: the first of a row and of a column have one more each. */
  static int shift(int row, int column) {
    return SHIFT + (row == 0 ? 1 : 0) + (column == 0 ? 1 : 0);
  }

  /**
   * The weights of all points. They fit 16 bits where those of the window are bytes.
   *
   * @param window 3x3 weights
   * @param points where they go
   */
  static void weights(int[] window, int[] points) {
    for (int y = 0; y < ROW; y++) {
      int[] down = WEIGHTS[y];
      int a = down[0] * window[0] + down[1] * window[3] + down[2] * window[6];
      int b = down[0] * window[1] + down[1] * window[4] + down[2] * window[7];
      int c = down[0] * window[2] + down[1] * window[5] + down[2] * window[8];
      for (int x = 0; x < ROW; x++) {
        int[] across = WEIGHTS[x];
        points[y * ROW + x] = across[0] * a + across[1] * b + across[2] * c;
      }
    }
  }
}

package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Width;

/**
 * Pairs of weights whose products with bytes can leave 16 bits. What is too much of the second of a
 * pair is taken out, and multiplied by itself.
 *
 * @param rest weights {@code [output][column]} that fit
 * @param taken what is taken out of them: only of odd columns
 * @param steps of four columns that something is taken out of, for all outputs
 */
record Excess(byte[] rest, byte[] taken, int columns, int steps) {
  /** Weights that a pair can sum up to: 128 * 255 is less than 2^15. */
  private static final int MOST = 128;

  /** Columns of a step. */
  static final int STEP = 4;

  /** What a product of bytes is faster by than one of words. Found by measuring. */
  private static final double GAIN = 0.024;

  /** In the same measure: a step with excess, an output, and a column. */
  private static final double TAKEN = 0.3;

  private static final double TURNED = 1;
  private static final double READ = 0.2;

  static Excess of(byte[] weights, int columns) {
    byte[] rest = weights.clone();
    byte[] taken = new byte[weights.length];
    int steps = 0;
    for (int first = 0; first < weights.length; first += columns) {
      int last = -1;
      for (int i = 1; i < columns; i += 2) {
        int before = weights[first + i - 1];
        int own = weights[first + i];
        if (Math.abs(before + own) > MOST) {
          int left = (before > 0 ? MOST : -MOST) - before;
          rest[first + i] = (byte) left;
          taken[first + i] = (byte) (own - left);
          steps += i / STEP == last ? 0 : 1;
          last = i / STEP;
        }
      }
    }
    return new Excess(rest, taken, columns, steps);
  }

  /** Whether nothing is too much. */
  boolean isNone() {
    return steps == 0;
  }

  /** Whether sums of eight outputs can be computed for eight vectors. */
  boolean isFor(RowsShape shape) {
    return shape.width() == Width.YMM
        && shape.layer().vectors() >= ExcessTable.EIGHT
        && shape.layer().outputs() % ExcessTable.EIGHT == 0;
  }

  /** Whether bytes and what is taken out of them are together less work than words are. */
  boolean pays() {
    double outputs = (double) rest.length / columns;
    return TAKEN * steps + TURNED * outputs + READ * columns < GAIN * rest.length;
  }

  /** What is taken from an output in a step at a column, as two words; zero for nothing. */
  int words(int output, int column) {
    return taken(output, column + 1) & 0xffff | taken(output, column + 3) << Short.SIZE;
  }

  private int taken(int output, int column) {
    return column < columns ? taken[output * columns + column] : 0;
  }
}

package org.sparsevd.machine.matrix;

import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * What the loop of a product holds in registers: sums of some rows by two vectors of columns.
 *
 * @param rows from 1 to {@link #mostRows}
 */
record MatrixShape(Width width, int rows) {
  /** Vectors of columns. */
  static final int VECTORS = 2;

  /** Rows at a time at most: as many as registers hold sums for. */
  static int mostRows(Width width) {
    return width == Width.ZMM ? 12 : 6;
  }

  Vec sum(int row, int vector) {
    return new Vec(row * VECTORS + vector, width);
  }

  Vec weight(int vector) {
    return new Vec(rows * VECTORS + vector, width);
  }

  /** An element of a row, in all lanes; rows take turns. */
  Vec element(int row) {
    return new Vec(rows * VECTORS + VECTORS + row % 2, width);
  }
}

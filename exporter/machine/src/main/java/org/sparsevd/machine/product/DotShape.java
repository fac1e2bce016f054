package org.sparsevd.machine.product;

import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/** What sums of products of rows with columns hold in registers. */
record DotShape(Width width) {
  int rows() {
    return width == Width.ZMM ? 4 : 6;
  }

  int columns() {
    return width == Width.ZMM ? 6 : 2;
  }

  /** Sums of a block. */
  int sums() {
    return rows() * columns();
  }

  Vec sum(int row, int column) {
    return new Vec(row * columns() + column, width);
  }

  Vec column(int column) {
    return new Vec(sums() + column, width);
  }

  /** A piece of a row; rows take turns. */
  Vec row(int row) {
    return new Vec(sums() + columns() + row % 2, width);
  }
}

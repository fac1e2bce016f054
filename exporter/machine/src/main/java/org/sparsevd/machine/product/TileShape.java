package org.sparsevd.machine.product;

import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * What goes over a tile: whole panels or none, and then a panel of fewer rows.
 *
 * @param whole whether there are whole panels
 * @param rest rows of the last panel where it is not whole, else 0
 * @param vectors of columns, from 1 to {@link #VECTORS}
 * @param add whether sums begin with what is there
 * @param near whether columns lie one behind the other as they are
 */
record TileShape(Width width, boolean whole, int rest, int vectors, boolean add, boolean near) {
  /** Vectors at most. */
  static final int VECTORS = 3;

  /** Registers that elements of rows take turns in, where there are as many. */
  private static final int TURNS = 4;

  /** Rows at most: as many as registers hold sums for. */
  static int panelRows(Width width) {
    return width == Width.ZMM ? 2 * TURNS : TURNS;
  }

  Vec sum(int row, int vector) {
    return new Vec(row * vectors + vector, width);
  }

  Vec column(int vector) {
    return new Vec(panelRows(width) * vectors + vector, width);
  }

  /** An element of a row, in all lanes. */
  Vec element(int row) {
    int turns = width == Width.ZMM ? TURNS : 1;
    return new Vec((panelRows(width) + 1) * vectors + row % turns, width);
  }
}

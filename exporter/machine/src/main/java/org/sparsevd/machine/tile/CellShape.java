package org.sparsevd.machine.tile;

import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * What a loop holds in registers: for each of some filters, the sums of a group of cells.
 *
 * @param width of a vector, which is a cell
 * @param filters one, or two that read the same values
 * @param rows of cells, four at most
 * @param cells side by side in a row
 * @param step cells of what is read from one to the next
 */
record CellShape(Width width, int filters, int rows, int cells, int step) {
  /** Rows of cells at most: each takes a register for where it reads. */
  static final int MOST_ROWS = 4;

  int sums() {
    return filters * rows * cells;
  }

  /** Whether registers hold all sums, beside the weights and a value that two filters multiply. */
  boolean fits() {
    int registers = width == Width.ZMM ? 2 * Vec.FEW : Vec.FEW;
    int others = filters + (filters > 1 ? 1 : 0);
    return rows <= MOST_ROWS && filters <= 2 && sums() + others <= registers;
  }

  /** Bytes from a cell that is read to the next. */
  int read() {
    return step * width.bytes();
  }

  /**
   * Whether an entry is loaded by one instruction, weight and distance, two entries ahead: see
   * KERNELS.md.
   */
  boolean loadsAhead() {
    return filters == 1;
  }

  Vec sum(int filter, int row, int cell) {
    return sum((filter * rows + row) * cells + cell);
  }

  /** One of all sums, by its place in memory. */
  Vec sum(int number) {
    return new Vec(loadsAhead() ? number + 1 : number, width);
  }

  /** Where entries are loaded ahead, it is one of the registers that all instructions know. */
  Vec weight(int filter) {
    return new Vec(loadsAhead() ? 0 : sums() + filter, width);
  }

  /** A value that two filters multiply. */
  Vec value() {
    return new Vec(sums() + filters, width);
  }
}

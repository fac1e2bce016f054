package org.sparsevd.machine.tile;

import org.sparsevd.runtime.tile.Ending;

/**
 * Where sums go, in bytes.
 *
 * @param stride from a channel of the output to the next
 * @param sums from the beginning of the memory to where sums lie between blocks of channels
 * @param ending what becomes of them before they are stored
 */
record CellEnding(int stride, int sums, Ending ending) {

  /** From a place in the output to that of the value that is added. */
  int residual() {
    return CellTable.bytes(ending.residual());
  }

  boolean hasLow() {
    return ending.low() > Float.NEGATIVE_INFINITY;
  }

  boolean hasHigh() {
    return ending.high() < Float.POSITIVE_INFINITY;
  }
}

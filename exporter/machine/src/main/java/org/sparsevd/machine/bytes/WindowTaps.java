package org.sparsevd.machine.bytes;

import org.sparsevd.runtime.tile.Tiling;

/** What is true of the taps of a window. */
public final class WindowTaps {
  private WindowTaps() {}

  /**
   * Whether they are all cells of a square, row by row.
   *
   * @param in of what they read
   * @param taps in floats from the first cell that the window reads
   * @param size rows and columns of the square
   */
  public static boolean areSquare(Tiling in, int[] taps, int size) {
    boolean are = taps.length == size * size;
    for (int i = 0; are && i < taps.length; i++) {
      int row = i / size * in.pitch() * in.lanes();
      are = taps[i] == taps[0] + row + i % size * in.lanes();
    }
    return are;
  }
}

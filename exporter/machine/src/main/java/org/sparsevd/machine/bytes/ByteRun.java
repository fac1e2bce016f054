package org.sparsevd.machine.bytes;

import org.sparsevd.runtime.tile.Tiling;

/**
 * The cells whose sums are in registers at a time.
 *
 * @param rows one above the other
 * @param cells side by side
 */
public record ByteRun(int rows, int cells) {
  /** Cells that go by in the time that an entry of the stream takes besides. */
  private static final double OVERHEAD = 2;

  /** The run of at most so many cells that covers a tile at the least cost. */
  static ByteRun cheapest(Tiling tiling, int most) {
    ByteRun best = new ByteRun(1, 1);
    for (int rows = 1; rows <= Math.min(most, tiling.tileHeight()); rows++) {
      for (int cells = 1; cells <= Math.min(most / rows, tiling.tileWidth()); cells++) {
        ByteRun run = new ByteRun(rows, cells);
        if (run.isBetter(best, tiling)) {
          best = run;
        }
      }
    }
    return best;
  }

  /** Whether it costs less, or as much and is squarer: then it reads less around itself. */
  private boolean isBetter(ByteRun other, Tiling tiling) {
    double cost = cost(tiling);
    double least = other.cost(tiling);
    return cost < least || cost == least && rows + cells <= other.rows + other.cells;
  }

  private double cost(Tiling tiling) {
    return count(tiling) * (size() + OVERHEAD);
  }

  private int count(Tiling tiling) {
    return down(tiling) * across(tiling);
  }

  private int down(Tiling tiling) {
    return (tiling.tileHeight() + rows - 1) / rows;
  }

  private int across(Tiling tiling) {
    return (tiling.tileWidth() + cells - 1) / cells;
  }

  public int size() {
    return rows * cells;
  }

  /**
   * The first cells of all groups that cover a tile, row and column each. Those at its end may
   * repeat cells of others.
   */
  public int[][] firsts(Tiling tiling) {
    int[][] firsts = new int[count(tiling)][];
    for (int i = 0; i < firsts.length; i++) {
      int y = Math.min(i / across(tiling) * rows, tiling.tileHeight() - rows);
      int x = Math.min(i % across(tiling) * cells, tiling.tileWidth() - cells);
      firsts[i] = new int[] {y, x};
    }
    return firsts;
  }
}

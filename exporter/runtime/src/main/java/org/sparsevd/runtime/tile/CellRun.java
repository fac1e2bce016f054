package org.sparsevd.runtime.tile;

/**
 * How many sums a kernel has in registers at a time: some rows, each of so many cells side by side.
 */
public enum CellRun {
  FOUR(1, 4),
  SEVEN(1, 7),
  EIGHT(1, 8),
  TWO_FOURS(2, 4),

  /** For pairs of filters alone. */
  FIVE(1, 5),

  /** For code of single filters alone, with 32 registers: squares, which read the least around. */
  FOUR_FOURS(4, 4),

  /** Likewise. */
  TWO_TWOS(2, 2);

  /** Cells that go by in the time that a weight takes besides. */
  private static final double OVERHEAD = 2;

  /** The same for a second row, whose bounds are checked again. */
  private static final double SECOND_ROW = 1.5;

  /** Fewer sums than this wait for themselves. */
  private static final int LATENCY = 7;

  private static final CellRun[] ALWAYS = {FOUR, SEVEN, EIGHT, TWO_FOURS};

  private final int rows;
  private final int cells;

  CellRun(int rows, int cells) {
    this.rows = rows;
    this.cells = cells;
  }

  public int rows() {
    return rows;
  }

  public int cells() {
    return cells;
  }

  /** Sums of a run. */
  public int sums() {
    return rows * cells;
  }

  /** The run that covers a tile at the least cost. */
  public static CellRun cheapest(int height, int width) {
    CellRun best = FOUR;
    for (CellRun run : ALWAYS) {
      if (run.cost(height, width) < best.cost(height, width)) {
        best = run;
      }
    }
    return best;
  }

  /**
   * The same where single filters are code.
   *
   * @param squares whether code has 32 registers, so that squares of cells are to be had where they
   *     cover a tile and nothing else
   */
  public static CellRun cheapest(int height, int width, boolean squares) {
    if (squares && height % 4 == 0 && width % 4 == 0) {
      return FOUR_FOURS;
    }
    return squares && height == 2 && width == 2 ? TWO_TWOS : cheapest(height, width);
  }

  /** The run that covers a tile at the least cost where filters come in pairs. */
  public static CellRun cheapestOfPairs(int height, int width) {
    return FIVE.cost(height, width) < FOUR.cost(height, width) ? FIVE : FOUR;
  }

  /** Vectors that a weight is multiplied with in all of a tile, and what takes as long. */
  double cost(int height, int width) {
    int down = (height + rows - 1) / rows;
    int across = (width + cells - 1) / cells;
    boolean checked = rows > 1 && this == TWO_FOURS;
    return down * across * (Math.max(LATENCY, sums()) + OVERHEAD + (checked ? SECOND_ROW : 0));
  }
}

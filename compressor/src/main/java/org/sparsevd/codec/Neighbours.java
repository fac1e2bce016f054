package org.sparsevd.codec;

/**
 * Symbols around the position that is coded next: those before it in its row, in the order of the
 * image that the columns read, and those of the live row before.
 *
 * <pre>
 *   row before:   .  P  .        this row:  .  2U  .
 *                 P  P  P                   UL  U  UR
 *                 .  P  .               2L   L  (?)      and F, the previous channel's
 * </pre>
 */
final class Neighbours {
  private final int width;
  private final int area;
  private final int pad;
  private int[] row;
  private int[] before;

  /** Bits of the live ones among L, U, UL, UR, 2L, 2U, F, lowest first. */
  private int pattern;

  private int near;
  private int across;
  private int signs;
  private int magnitudes;

  Neighbours(Grid grid, int columns) {
    this.width = grid.width();
    this.area = grid.area();
    this.pad = Math.max(2 * width, 2);
    this.row = new int[columns + 2 * pad];
    this.before = new int[columns + 2 * pad];
  }

  /** Clears the live columns only: all of them might be many more than there are symbols. */
  void startRow(int[] liveColumns) {
    int[] free = before;
    before = row;
    row = free;
    for (int column : liveColumns) {
      row[pad + column] = 0;
    }
  }

  void set(int column, int symbol) {
    row[pad + column] = symbol;
  }

  /** Looks around a column; what it finds is valid until the next call. */
  void look(int column) {
    int at = pad + column;
    int left = row[at - 1];
    int farLeft = row[at - 2];
    int up = 0;
    int upLeft = 0;
    int upRight = 0;
    int farUp = 0;
    int channel = area > 0 && column >= area ? row[at - area] : 0;
    across = live(before[at - 1]) + live(before[at]) + live(before[at + 1]);
    if (width > 1) {
      up = row[at - width];
      upLeft = row[at - width - 1];
      upRight = row[at - width + 1];
      farUp = row[at - 2 * width];
      across += live(before[at - width]) + live(before[at + width]);
    }
    across = Math.min(3, across);
    pattern =
        live(left)
            | live(up) << 1
            | live(upLeft) << 2
            | live(upRight) << 3
            | live(farLeft) << 4
            | live(farUp) << 5
            | live(channel) << 6;
    near = 0;
    signs = 0;
    magnitudes = 0;
    if (pattern != 0) {
      near =
          2 * (live(left) + live(up) + live(channel))
              + live(upLeft)
              + live(upRight)
              + live(farLeft)
              + live(farUp);
      signs =
          2 * (Integer.signum(left) + Integer.signum(up) + Integer.signum(channel))
              + Integer.signum(upLeft)
              + Integer.signum(upRight);
      magnitudes = magnitude(left) + magnitude(up) + magnitude(channel);
      magnitudes += magnitude(upLeft) + magnitude(upRight);
    }
  }

  private static int live(int symbol) {
    return (symbol | -symbol) >>> 31;
  }

  /** Limited, so that sums do not overflow. */
  private static int magnitude(int symbol) {
    return Math.min(64, Math.abs(symbol));
  }

  /** Which of the seven neighbours in this row are live: 0 to 127. */
  int pattern() {
    return pattern;
  }

  /** How many are live in this row, nearer ones twice, and in the row before: 0 to 43. */
  int density() {
    return near * 4 + across;
  }

  /** Which sign prevails in this row: 0 to 10. */
  int sign() {
    return Math.max(-5, Math.min(5, signs)) + 5;
  }

  /** How large the ones next to this are: 0 to 6. */
  int size() {
    if (magnitudes <= 2) {
      return magnitudes;
    }
    return magnitudes <= 4 ? 3 : magnitudes <= 6 ? 4 : magnitudes <= 9 ? 5 : 6;
  }
}

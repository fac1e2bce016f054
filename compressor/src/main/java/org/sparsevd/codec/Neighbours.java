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
 *
 * <p>Live symbols are rare: each marks the positions that it is a neighbour of when it is set, so
 * that looking around costs next to nothing where there are none.
 */
final class Neighbours {
  private static final int L = 1;
  private static final int U = 1 << 1;
  private static final int UL = 1 << 2;
  private static final int UR = 1 << 3;
  private static final int LL = 1 << 4;
  private static final int UU = 1 << 5;
  private static final int F = 1 << 6;

  /** Number of patterns. */
  static final int PATTERNS = 128;

  /** Number of values that {@link #density} has. */
  static final int DENSITIES = 44;

  private final int width;
  private final int area;
  private final int pad;
  private final int end;
  private final int[] row;
  private final byte[] patterns;
  private byte[] across;
  private byte[] acrossNext;
  private int at;

  Neighbours(ColumnLayout grid, int columns) {
    this.width = grid.width() > 1 ? grid.width() : 0;
    this.area = grid.area();
    this.pad = Math.max(2 * width, 2);
    this.end = pad + columns;
    this.row = new int[columns + 2 * pad];
    this.patterns = new byte[row.length];
    this.across = new byte[row.length];
    this.acrossNext = new byte[row.length];
  }

  /** Clears the live columns only: all of them might be many more than there are symbols. */
  void startRow(int[] liveColumns) {
    byte[] free = across;
    across = acrossNext;
    acrossNext = free;
    for (int column : liveColumns) {
      row[pad + column] = 0;
      patterns[pad + column] = 0;
      acrossNext[pad + column] = 0;
    }
  }

  /** Looks around a column. */
  void look(int column) {
    at = pad + column;
  }

  /** Sets the symbol where {@link #look} went, which is not zero. */
  void set(int symbol) {
    row[at] = symbol;
    patterns[at + 1] |= L;
    patterns[at + 2] |= LL;
    acrossNext[at - 1]++;
    acrossNext[at]++;
    acrossNext[at + 1]++;
    if (width > 0) {
      patterns[at + width] |= U;
      patterns[at + width + 1] |= UL;
      patterns[at + width - 1] |= UR;
      patterns[at + 2 * width] |= UU;
      acrossNext[at - width]++;
      acrossNext[at + width]++;
    }
    if (area > 0 && at < end - area) {
      patterns[at + area] |= F;
    }
  }

  /** Which of the seven neighbours in this row are live: 0 to 127. */
  int pattern() {
    return patterns[at];
  }

  /** How many are live in this row, L, U and F twice, and in the row before: 0 to 43. */
  int density() {
    int pattern = patterns[at];
    int near =
        pattern == 0 ? 0 : Integer.bitCount(pattern) + Integer.bitCount(pattern & (L | U | F));
    return near * 4 + Math.min(3, across[at]);
  }

  /** Which sign prevails in this row: 0 to 10. */
  int sign() {
    int sum = 2 * Integer.signum(row[at - 1]);
    if (width > 0) {
      sum += 2 * Integer.signum(row[at - width]);
      sum += Integer.signum(row[at - width - 1]) + Integer.signum(row[at - width + 1]);
    }
    if (area > 0 && at - area >= pad) {
      sum += 2 * Integer.signum(row[at - area]);
    }
    return Math.max(-5, Math.min(5, sum)) + 5;
  }

  /** How large the neighbours next to this one are: 0 to 6. */
  int size() {
    int sum = magnitude(row[at - 1]);
    if (width > 0) {
      sum += magnitude(row[at - width]);
      sum += magnitude(row[at - width - 1]) + magnitude(row[at - width + 1]);
    }
    if (area > 0 && at - area >= pad) {
      sum += magnitude(row[at - area]);
    }
    if (sum <= 2) {
      return sum;
    }
    return sum <= 4 ? 3 : sum <= 6 ? 4 : sum <= 9 ? 5 : 6;
  }

  /** Limited, so that sums do not overflow. */
  private static int magnitude(int symbol) {
    return Math.min(64, Math.abs(symbol));
  }
}

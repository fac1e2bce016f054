package org.sparsevd.codec.tabled;

import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;

/**
 * What a block's tables depend on. A symbol is found in the table of the sum of its row's and its
 * column's class of size, and of how its column leans to one sign; in columns that lean to negative
 * ones, signs are turned.
 *
 * @param rows class of each row's size, 1 to 31; 0 where it has zeros only
 * @param columns class of each column's size, likewise
 * @param leans of each column, -4 to 4
 * @param least sums below count as this
 * @param most sums above count as this
 */
record Classes(int[] rows, int[] columns, int[] leans, int least, int most) {
  static final int SIZE_BITS = 5;
  static final int SIZES = 1 << SIZE_BITS;
  static final int LEANS = 4;
  static final int SUM_BITS = SIZE_BITS + 1;

  private static final int LEAN_BITS = 4;

  /** Tables that there may be: by sum and lean. */
  int tables() {
    return (most - least + 1) * (LEANS + 1);
  }

  /** The table of a place that is neither in a row nor in a column of zeros. */
  int table(int row, int column) {
    int sum = Math.max(least, Math.min(most, rows[row] + columns[column]));
    return (sum - least) * (LEANS + 1) + Math.abs(leans[column]);
  }

  /** Which tables any place has. */
  boolean[] used() {
    boolean[] sizes = new boolean[SIZES];
    for (int row : rows) {
      sizes[row] = true;
    }
    boolean[] used = new boolean[tables()];
    boolean[] seen = new boolean[SIZES * (LEANS + 1)];
    for (int column = 0; column < columns.length; column++) {
      int kind = columns[column] * (LEANS + 1) + Math.abs(leans[column]);
      if (columns[column] > 0 && !seen[kind]) {
        seen[kind] = true;
        for (int size = 1; size < SIZES; size++) {
          int sum = Math.max(least, Math.min(most, size + columns[column]));
          used[(sum - least) * (LEANS + 1) + Math.abs(leans[column])] |= sizes[size];
        }
      }
    }
    return used;
  }

  /** How many columns are not all zeros. */
  int liveColumns() {
    return live(columns);
  }

  /** How many rows are not all zeros. */
  int liveRows() {
    return live(rows);
  }

  private static int live(int[] lines) {
    int live = 0;
    for (int size : lines) {
      live += size > 0 ? 1 : 0;
    }
    return live;
  }

  /** Codes classes; a decoder gives some of the right length and takes what is returned. */
  Classes code(BitCoder coder, Logistic logistic) {
    boolean leaning = false;
    for (int lean : leans) {
      leaning |= lean != 0;
    }
    int from = coder.raw(least, SUM_BITS);
    int to = coder.raw(most, SUM_BITS);
    boolean leansCoded = coder.raw(leaning ? 1 : 0, 1) == 1;
    int[] codedRows = lines(coder, logistic, rows, SIZE_BITS, 0);
    int[] codedColumns = lines(coder, logistic, columns, SIZE_BITS, 0);
    int[] codedLeans =
        leansCoded ? lines(coder, logistic, leans, LEAN_BITS, LEANS) : new int[codedColumns.length];
    return new Classes(codedRows, codedColumns, codedLeans, from, to);
  }

  /** Numbers of so many bits, each bit in the context of those before it. */
  private static int[] lines(
      BitCoder coder, Logistic logistic, int[] values, int bits, int offset) {
    Contexts contexts = new Contexts(logistic, 1 << bits, 0, 0);
    int[] coded = new int[values.length];
    for (int i = 0; i < coded.length; i++) {
      int node = 1;
      for (int bit = bits - 1; bit >= 0; bit--) {
        boolean set = (values[i] + offset >>> bit & 1) != 0;
        boolean told = coder.code(set, contexts.probability(node));
        contexts.learn(node, told);
        node = node << 1 | (told ? 1 : 0);
      }
      coded[i] = node - (1 << bits) - offset;
    }
    return coded;
  }

  /** Whether all numbers are in their ranges, as a decoder has to know. */
  boolean isValid() {
    boolean valid = least <= most;
    for (int lean : leans) {
      valid &= lean >= -LEANS && lean <= LEANS;
    }
    return valid;
  }
}

package org.sparsevd.codec.tabled;

import java.util.Arrays;
import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.tensor.CorruptTensorException;

/**
 * The tables of a block.
 *
 * @param bins bin of each of the 4,096 slots, by table
 * @param shares frequency and the sum of those before it, in 12 bits, by table and bin
 */
record Tables(byte[] bins, int[] shares) {
  static final int BIN_BITS = 8;

  private static final int COUNT_BITS = 7;

  /** The tables' levels; null for those without places. */
  static int[][] levels(int[][] counts) {
    int[][] levels = new int[counts.length][];
    for (int table = 0; table < counts.length; table++) {
      levels[table] = counts[table] == null ? null : levels(counts[table], leans(table));
    }
    return levels;
  }

  private static boolean leans(int table) {
    return table % (Classes.LEANS + 1) > 0;
  }

  private static int[] levels(int[] counts, boolean leans) {
    long all = Arrays.stream(counts).asLongStream().sum();
    int[] levels = new int[counts.length];
    for (int bin = 0; bin < counts.length; bin++) {
      int opposite = bin == 0 ? 0 : (bin & 1) != 0 ? bin + 1 : bin - 1;
      levels[bin] =
          leans
              ? Frequencies.level(counts[bin], all)
              : Frequencies.level((long) counts[bin] + counts[opposite], 2 * all);
    }
    return levels;
  }

  /**
   * Codes levels; a decoder overwrites them.
   *
   * @param levels null for tables without places
   */
  static void code(BitCoder coder, Logistic logistic, int[][] levels)
      throws CorruptTensorException {
    int magnitudes = coder.raw(magnitudes(levels), COUNT_BITS);
    if (magnitudes < 1 || magnitudes > Bins.MAGNITUDES) {
      throw new CorruptTensorException(0, magnitudes + " bins, at most " + Bins.MAGNITUDES);
    }
    Frequencies even = new Frequencies(coder, logistic);
    Frequencies leaning = new Frequencies(coder, logistic);
    for (int table = 0; table < levels.length; table++) {
      if (levels[table] != null) {
        boolean leans = leans(table);
        int[] order = order(magnitudes, leans);
        int[] told = new int[order.length];
        Arrays.setAll(told, i -> 0);
        for (int i = 0; i < order.length; i++) {
          told[i] = levels[table][order[i]];
        }
        (leans ? leaning : even).code(told, told.length);
        for (int i = 0; i < order.length; i++) {
          levels[table][order[i]] = told[i];
          if (!leans && i > 0) {
            levels[table][order[i] + 1] = told[i];
          }
        }
      }
    }
  }

  private static int magnitudes(int[][] levels) {
    int most = 0;
    for (int[] table : levels) {
      for (int bin = 0; table != null && bin < table.length; bin++) {
        most = table[bin] > 0 ? Math.max(most, bin + 1 >> 1) : most;
      }
    }
    return most + 1;
  }

  /** The order in which a table tells its bins: from negative to positive, or magnitudes only. */
  private static int[] order(int magnitudes, boolean leans) {
    int[] order = new int[leans ? 2 * magnitudes - 1 : magnitudes];
    for (int i = 0; i < order.length; i++) {
      int magnitude = leans ? i - magnitudes + 1 : i;
      order[i] = magnitude > 0 ? 2 * magnitude - 1 : -2 * magnitude;
    }
    return order;
  }

  /** The tables of these levels. */
  static Tables of(int[][] levels) throws CorruptTensorException {
    byte[] bins = new byte[levels.length << Frequencies.BITS];
    int[] shares = new int[levels.length << BIN_BITS];
    for (int table = 0; table < levels.length; table++) {
      if (levels[table] != null) {
        int[] frequencies = Frequencies.of(levels[table]);
        if (frequencies == null) {
          throw new CorruptTensorException(0, "table " + table + " has no symbols");
        }
        int before = 0;
        for (int bin = 0; bin < frequencies.length; bin++) {
          int from = (table << Frequencies.BITS) + before;
          Arrays.fill(bins, from, from + frequencies[bin], (byte) bin);
          shares[table << BIN_BITS | bin] = frequencies[bin] << Frequencies.BITS | before;
          before = before + frequencies[bin] & Frequencies.SUM - 1;
        }
      }
    }
    return new Tables(bins, shares);
  }

  int frequency(int table, int bin) {
    return shares[table << BIN_BITS | bin] >>> Frequencies.BITS;
  }

  int before(int table, int bin) {
    return shares[table << BIN_BITS | bin] & Frequencies.SUM - 1;
  }
}

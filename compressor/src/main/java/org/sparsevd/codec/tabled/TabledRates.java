package org.sparsevd.codec.tabled;

import java.util.Arrays;

/** What symbols cost in a large matrix by the tables that its rows and columns would have. */
public final class TabledRates {
  /** What a symbol costs where a file has zeros only, in nats. */
  private static final double DEAD = 40;

  private final int columns;
  private final int rowsPerBlock;
  private final Classes[] classes;

  /** By block, table and bin. */
  private final float[][][] nats;

  private TabledRates(int rows, int columns) {
    this.columns = columns;
    this.rowsPerBlock = TabledCodec.rows(Integer.MAX_VALUE, columns, 0);
    this.classes = new Classes[TabledCodec.blocks(rows, columns)];
    this.nats = new float[classes.length][][];
  }

  /** The costs where a matrix has about these symbols. */
  public static TabledRates of(int[] symbols, int rows, int columns) {
    TabledRates rates = new TabledRates(rows, columns);
    int start = 0;
    for (int block = 0; block < rates.classes.length; block++) {
      int height = TabledCodec.rows(rows, columns, block);
      Classes classes = Fit.of(symbols, start, height, columns);
      int[][] counts = Fit.counts(symbols, start, classes);
      rates.classes[block] = classes;
      rates.nats[block] = new float[counts.length][];
      for (int table = 0; table < counts.length; table++) {
        rates.nats[block][table] = counts[table] == null ? null : nats(counts[table]);
      }
      start += height * columns;
    }
    return rates;
  }

  /** Bins that do not occur cost what rare ones do; raw bits cost what they are. */
  private static float[] nats(int[] counts) {
    double all = Arrays.stream(counts).sum() + 1;
    float[] nats = new float[counts.length];
    for (int bin = 0; bin < counts.length; bin++) {
      double raw = Bins.rawBits(bin + 1 >> 1) * Math.log(2);
      nats[bin] = (float) (Math.log(all / (counts[bin] + 0.5)) + raw);
    }
    return nats;
  }

  /** In nats, at a place of the matrix, row-major. */
  public double nats(int place, int symbol) {
    int row = place / columns;
    int column = place % columns;
    int block = Math.min(classes.length - 1, row / rowsPerBlock);
    Classes found = classes[block];
    int within = row - block * rowsPerBlock;
    if (found.rows()[within] == 0 || found.columns()[column] == 0) {
      return symbol == 0 ? 0 : DEAD;
    }
    int turned = found.leans()[column] < 0 ? -symbol : symbol;
    return nats[block][found.table(within, column)][Bins.of(turned)];
  }
}

package org.sparsevd.compress.quantise;

/** A matrix of logarithms as a mean, plus a term per row, plus a term per column. */
final class LineProduct {
  private static final int ROUNDS = 20;

  /** Observations that a term of zero counts for, so that lines with few stay near the mean. */
  private static final double PRIOR = 2;

  private final double[] rows;
  private final double[] columns;
  private double mean;

  LineProduct(int rows, int columns) {
    this.rows = new double[rows];
    this.columns = new double[columns];
  }

  /** Fits to the entries that are numbers. */
  void fit(double[] logs) {
    int count = 0;
    for (double log : logs) {
      if (!Double.isNaN(log)) {
        mean += log;
        count++;
      }
    }
    mean /= Math.max(1, count);
    for (int round = 0; round < ROUNDS; round++) {
      fitLines(logs, rows, true);
      fitLines(logs, columns, false);
    }
  }

  private void fitLines(double[] logs, double[] lines, boolean byRow) {
    double[] sums = new double[lines.length];
    double[] counts = new double[lines.length];
    for (int i = 0; i < logs.length; i++) {
      if (!Double.isNaN(logs[i])) {
        int row = i / columns.length;
        int column = i % columns.length;
        int line = byRow ? row : column;
        sums[line] += logs[i] - mean - (byRow ? columns[column] : rows[row]);
        counts[line]++;
      }
    }
    for (int i = 0; i < lines.length; i++) {
      lines[i] = sums[i] / (counts[i] + PRIOR);
    }
  }

  double at(int i) {
    return mean + rows[i / columns.length] + columns[i % columns.length];
  }

  double row(int row) {
    return rows[row];
  }
}

package org.sparsevd.codec.tabled;

/** The places of a block's rows that are coded, and the tables that they have. */
final class Places {
  private final Classes classes;
  private final int[] columns;
  private final int[] turns;

  /** By the class of the row. */
  private final int[][] tables = new int[Classes.SIZES][];

  Places(Classes classes) {
    this.classes = classes;
    this.columns = new int[classes.liveColumns()];
    this.turns = new int[columns.length];
    int count = 0;
    for (int column = 0; column < classes.columns().length; column++) {
      if (classes.columns()[column] > 0) {
        turns[count] = classes.leans()[column] < 0 ? -1 : 1;
        columns[count++] = column;
      }
    }
  }

  /** Columns that are not all zeros. */
  int[] columns() {
    return columns;
  }

  /** -1 for those whose signs are turned, else 1. */
  int[] turns() {
    return turns;
  }

  /** The tables of a row's places. */
  int[] tables(int row) {
    int size = classes.rows()[row];
    if (tables[size] == null) {
      tables[size] = new int[columns.length];
      for (int i = 0; i < columns.length; i++) {
        tables[size][i] = classes.table(row, columns[i]);
      }
    }
    return tables[size];
  }
}

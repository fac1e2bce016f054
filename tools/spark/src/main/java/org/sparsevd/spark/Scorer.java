package org.sparsevd.spark;

import java.util.List;

/** What a task scores rows with. For one thread at a time. */
interface Scorer {
  /**
   * What a net makes of one row.
   *
   * @param outputs an array for each output; null where there is a reason
   * @param reason why the row cannot be scored; null where it was
   */
  record Scored(float[][] outputs, String reason) {
    static Scored of(float[]... outputs) {
      return new Scored(outputs, null);
    }

    static Scored none(String reason) {
      return new Scored(null, reason);
    }
  }

  /**
   * Scores rows.
   *
   * @param rows for each row, a cell for each input; Spark's objects, null where the cell is
   * @return one result a row, in order
   */
  List<Scored> score(List<Object[]> rows);
}

package org.sparsevd.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Appends to each row of a partition what the net makes of it.
 *
 * @param model the net
 * @param columns the places in a row of what the net takes, in its order
 * @param outputs columns that are appended
 * @param batch rows that are scored together
 * @param failing whether a row that cannot be scored ends the job; else it gets nulls
 * @param unscored counts the others
 */
record ScorePartition(
    Broadcast<BroadcastModel> model,
    int[] columns,
    int outputs,
    int batch,
    boolean failing,
    UnscoredRows unscored)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Scored(rows, model.value().scorer());
  }

  /** Rows of one task, a batch at a time. */
  private final class Scored implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Scorer scorer;
    private final Queue<Row> ready = new ArrayDeque<>();

    Scored(Iterator<Row> rows, Scorer scorer) {
      this.rows = rows;
      this.scorer = scorer;
    }

    @Override
    public boolean hasNext() {
      if (ready.isEmpty() && rows.hasNext()) {
        scoreBatch();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void scoreBatch() {
      List<Row> taken = new ArrayList<>(batch);
      List<Object[]> cells = new ArrayList<>(batch);
      while (taken.size() < batch && rows.hasNext()) {
        Row row = rows.next();
        taken.add(row);
        Object[] inputs = new Object[columns.length];
        for (int i = 0; i < inputs.length; i++) {
          inputs[i] = row.get(columns[i]);
        }
        cells.add(inputs);
      }
      List<Scorer.Scored> scored = scorer.score(cells);
      for (int i = 0; i < taken.size(); i++) {
        ready.add(appended(taken.get(i), scored.get(i)));
      }
    }

    private Row appended(Row row, Scorer.Scored scored) {
      if (scored.reason() != null) {
        unscored.refuse(scored.reason(), failing);
      }
      Object[] cells = new Object[row.length() + outputs];
      for (int i = 0; i < row.length(); i++) {
        cells[i] = row.get(i);
      }
      for (int i = 0; i < outputs && scored.reason() == null; i++) {
        cells[row.length() + i] = scored.outputs()[i];
      }
      return RowFactory.create(cells);
    }
  }
}

package org.sparsevd.spark;

import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.api.java.UDF1;

/** Scores one cell at a time, with a session for each thread. */
final class ScoreFunction implements UDF1<Object, float[]> {
  private static final long serialVersionUID = 1;

  private final Broadcast<BroadcastModel> model;
  private final boolean failing;
  private final UnscoredRows unscored;
  private transient ThreadLocal<Scorer> scorers;

  /**
   * A function.
   *
   * @param failing whether a cell that cannot be scored ends the job; else it gives null
   * @param unscored counts the others
   */
  ScoreFunction(Broadcast<BroadcastModel> model, boolean failing, UnscoredRows unscored) {
    this.model = model;
    this.failing = failing;
    this.unscored = unscored;
  }

  @Override
  public float[] call(Object cell) {
    Scorer.Scored scored = scorer().score(List.<Object[]>of(new Object[] {cell})).get(0);
    if (scored.reason() != null) {
      unscored.refuse(scored.reason(), failing);
      return null;
    }
    return scored.outputs()[0];
  }

  private Scorer scorer() {
    synchronized (this) {
      if (scorers == null) {
        scorers = ThreadLocal.withInitial(() -> model.value().scorer());
      }
    }
    return scorers.get();
  }
}

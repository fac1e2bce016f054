package org.sparsevd.cli.score;

import org.sparsevd.runtime.ParallelSession;
import org.sparsevd.runtime.SparseModel;

/** A compact model in the JVM runtime. */
public final class RuntimeForward implements Forward, AutoCloseable {
  private final SparseModel model;
  private final Batch session;
  private final Runnable end;

  /** What a session of either kind does. */
  private interface Batch {
    void run(float[] inputs, int batch, float[] outputs);
  }

  private RuntimeForward(SparseModel model, Batch session, Runnable end) {
    this.model = model;
    this.session = session;
    this.end = end;
  }

  public RuntimeForward(SparseModel model, int maxBatch) {
    this(model, model.newSession(maxBatch)::run, () -> {});
  }

  /** Batches shared out to all processors, until it is closed. */
  public static RuntimeForward parallel(SparseModel model) {
    ParallelSession all = model.newParallelSession(Runtime.getRuntime().availableProcessors());
    return new RuntimeForward(model, all::run, all::close);
  }

  @Override
  public int inputSize() {
    return model.inputSize();
  }

  @Override
  public int outputSize() {
    return model.outputSize();
  }

  @Override
  public float[] run(float[] pixels, int batch) {
    float[] scores = new float[batch * outputSize()];
    session.run(pixels, batch, scores);
    return scores;
  }

  @Override
  public void close() {
    end.run();
  }
}

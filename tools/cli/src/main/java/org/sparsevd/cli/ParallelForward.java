package org.sparsevd.cli;

import org.sparsevd.runtime.ParallelSession;
import org.sparsevd.runtime.SparseModel;

/** A compact model in the JVM runtime, batches shared out to all processors. */
final class ParallelForward implements Forward, AutoCloseable {
  private final SparseModel model;
  private final ParallelSession session;

  ParallelForward(SparseModel model) {
    this.model = model;
    this.session = model.newParallelSession(Runtime.getRuntime().availableProcessors());
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
    session.close();
  }
}

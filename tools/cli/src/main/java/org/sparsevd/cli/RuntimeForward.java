package org.sparsevd.cli;

import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** A compact model in the JVM runtime. */
final class RuntimeForward implements Forward {
  private final SparseModel model;
  private final Session session;

  RuntimeForward(SparseModel model, int maxBatch) {
    this.model = model;
    this.session = model.newSession(maxBatch);
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
}

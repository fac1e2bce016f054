package org.sparsevd.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** A compact file in the JVM runtime. */
final class RuntimeCaller implements Caller {
  private final SparseModel model;
  private final Session session;
  private final int batch;

  RuntimeCaller(Path file, int batch) throws IOException {
    this.model = SparseModel.load(file);
    this.session = model.newSession(batch);
    this.batch = batch;
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
  public void answer(byte[] pixels, float[] scores) {
    session.run(pixels, batch, scores);
  }

  @Override
  public void close() {}
}

package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** A compact file in our runtime. */
final class SparseVdContender implements Contender {
  private final Session session;
  private final int batch;

  SparseVdContender(byte[] file, int batch) throws IOException {
    this.session = SparseModel.load(file).newSession(batch);
    this.batch = batch;
  }

  @Override
  public void answer(byte[] pixels, float[] scores) {
    session.run(pixels, batch, scores);
  }

  @Override
  public void close() {}
}

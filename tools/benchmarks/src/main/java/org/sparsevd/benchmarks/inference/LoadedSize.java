package org.sparsevd.benchmarks.inference;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** The memory that a loaded net takes on the heap. */
final class LoadedSize {
  private static final int COPIES = 8;

  private LoadedSize() {}

  /** Bytes of a model with a session for this batch that has answered. */
  static long of(Subject subject, int batch) {
    List<Session> sessions = new ArrayList<>();
    long before = 0;
    // The first copy is not counted: it brings classes and code along.
    for (int i = 0; i <= COPIES; i++) {
      SparseModel model = SparseModel.of(subject.shrunk());
      Session session = model.newSession(batch);
      // Beyond the first inputs, which other kernels answer.
      for (int inputs = 0; inputs < batch + FIRST; inputs += batch) {
        session.run(
            new byte[batch * model.inputSize()], batch, new float[batch * model.outputSize()]);
      }
      sessions.add(session);
      before = i == 0 ? used() : before;
    }
    long bytes = (used() - before) / COPIES;
    return sessions.isEmpty() ? 0 : Math.max(0, bytes);
  }

  /** More inputs than a model answers by plain Java although it has vectors. */
  private static final int FIRST = 40;

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

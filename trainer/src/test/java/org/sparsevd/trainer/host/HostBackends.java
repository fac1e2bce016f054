package org.sparsevd.trainer.host;

import java.util.List;
import org.sparsevd.trainer.nn.Backend;

/** The CPU backend in all its forms, for tests of other packages. */
public final class HostBackends {
  private HostBackends() {}

  /** Scalar and vector kernels, one thread and several. */
  public static List<Backend> all() {
    return List.of(scalar(1), new HostBackend(new VectorTrainingKernels(null), 1), vector(3));
  }

  public static Backend scalar(int threads) {
    return new HostBackend(new ScalarTrainingKernels(), threads);
  }

  public static Backend vector(int threads) {
    return new HostBackend(new VectorTrainingKernels(null), threads);
  }
}

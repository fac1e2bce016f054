package org.sparsevd.trainer.nd4j;

import org.bytedeco.openblas.global.openblas_full;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J with its natives, loaded into this process. */
final class Nd4jLibrary {
  private Nd4jLibrary() {}

  /**
   * Loads ND4J, which takes seconds, and has it use one thread of a CPU. Its operations are small:
   * handing them out costs several times what they do. BLAS sums in another order with each number
   * of threads.
   *
   * @throws IllegalStateException if ND4J or its natives for this platform are missing
   */
  static void load() {
    try {
      start();
    } catch (LinkageError | RuntimeException e) {
      throw new IllegalStateException(
          "backend 'nd4j' cannot start on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + rootOf(e),
          e);
    }
  }

  private static void start() {
    if (Nd4j.getEnvironment().isCPU()) {
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      Nd4j.factory().blas().setMaxThreads(1);
    }
  }

  /** In one line, since people read it. */
  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? "" : ": " + root.getMessage().lines().findFirst().orElse("");
    return root.getClass().getSimpleName() + message;
  }

  static String description() {
    return Nd4j.getBackend().getClass().getSimpleName()
        + ", BLAS "
        + Nd4j.factory().blas().getBlasVendor()
        + core()
        + ", "
        + NativeOpsHolder.getInstance().getDeviceNativeOps().getDeviceName(0);
  }

  /** Which processor OpenBLAS takes this one for; nothing on a GPU, whose BLAS is another. */
  private static String core() {
    return Nd4j.getEnvironment().isCPU()
        ? " for " + openblas_full.openblas_get_corename().getString()
        : "";
  }
}

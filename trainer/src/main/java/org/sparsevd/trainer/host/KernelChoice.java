package org.sparsevd.trainer.host;

/** Picks the kernels: one lookup, so that a JVM without the Vector API never links against it. */
final class KernelChoice {
  private KernelChoice() {}

  /**
   * The vector kernels if module {@code jdk.incubator.vector} is readable, else the scalar ones.
   */
  static TrainingKernels best() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      return new VectorTrainingKernels();
    }
    return new ScalarTrainingKernels();
  }
}

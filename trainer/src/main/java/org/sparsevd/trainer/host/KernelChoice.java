package org.sparsevd.trainer.host;

import org.sparsevd.vector.VectorSupport;

/** Picks the kernels, so that a JVM without the Vector API never links against it. */
final class KernelChoice {
  private KernelChoice() {}

  /** Those on the Vector API where they pay, else the ones in plain Java. */
  static TrainingKernels best() {
    return VectorSupport.find().pays() ? new VectorTrainingKernels() : new ScalarTrainingKernels();
  }
}

package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.DenseColumns;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;

/** A dense layer for a single input, by all its weights. */
public record MatrixVector(Kernels kernels, DenseColumns columns, float floor, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.multiply(columns, scratch.values(in), scratch.values(out), scratch, floor);
  }
}

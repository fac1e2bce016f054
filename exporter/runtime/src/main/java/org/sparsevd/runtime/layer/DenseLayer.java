package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;

/** A convolution, or a dense layer over a block of inputs, by all its weights. */
public record DenseLayer(
    Kernels kernels, DenseFilters filters, Positions grid, float floor, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.dense(filters, grid, scratch.values(in), scratch.values(out), scratch, floor);
  }
}

package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;

/** A convolution by its non-zero weights over an image in phases, pooled by two. */
public record PhasedLayer(Kernels kernels, PhaseFilters filters, float floor, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.pooled(filters, scratch.values(in), scratch.values(out), floor);
  }
}

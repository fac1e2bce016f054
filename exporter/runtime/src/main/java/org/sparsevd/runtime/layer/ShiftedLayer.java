package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.ShiftedPhases;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A convolution by its non-zero weights over {@link ShiftedPhases}, pooled by two.
 *
 * @param in an aligned slot; see {@link Slots#takeAligned}
 */
public record ShiftedLayer(Kernels kernels, ShiftedFilters filters, float floor, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.pooled(filters, scratch.values(in), scratch.start(in), scratch.values(out), floor);
  }
}

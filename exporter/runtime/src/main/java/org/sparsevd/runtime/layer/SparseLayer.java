package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.step.KernelStep;

/** A convolution, or a dense layer over a block of inputs, by its non-zero weights. */
public record SparseLayer(
    Kernels kernels, SparseFilters filters, Positions grid, float floor, int in, int out)
    implements KernelStep {

  /** The layer, and room for its sums. */
  public static SparseLayer of(
      Kernels kernels,
      SparseFilters filters,
      Positions grid,
      float floor,
      int in,
      int out,
      Slots slots) {
    int sums = kernels.sums(filters, grid);
    if (sums > 0) {
      slots.sums(sums);
    }
    return new SparseLayer(kernels, filters, grid, floor, in, out);
  }

  @Override
  public void run(Scratch scratch) {
    kernels.sparse(filters, grid, scratch.values(in), scratch.values(out), scratch, floor);
  }
}

package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A convolution by its non-zero weights with the maximum over squares that follows it: each channel
 * is pooled as soon as it is computed, so it never leaves the first-level cache.
 */
public record PooledLayer(
    Kernels kernels,
    SparseFilters filters,
    Positions grid,
    PoolSquares squares,
    float floor,
    int in,
    int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.sparse(filters, grid, squares, scratch.values(in), scratch.values(out), scratch, floor);
  }
}

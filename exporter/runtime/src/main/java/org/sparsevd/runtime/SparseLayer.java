package org.sparsevd.runtime;

/** A convolution, or a dense layer over a block of inputs, by its non-zero weights. */
record SparseLayer(Kernels kernels, SparseFilters filters, Grid grid, float floor, int in, int out)
    implements Step {

  /** The layer, and room for its sums. */
  static SparseLayer of(
      Kernels kernels,
      SparseFilters filters,
      Grid grid,
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
  public void run(float[][] buffers) {
    kernels.sparse(filters, grid, buffers[in], buffers[out], buffers, floor);
  }
}

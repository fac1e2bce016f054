package org.sparsevd.runtime;

/**
 * A convolution by its non-zero weights with the maximum over squares that follows it: each channel
 * is pooled as soon as it is computed, so it never leaves the first-level cache.
 */
record PooledLayer(
    Kernels kernels,
    SparseFilters filters,
    Grid grid,
    Squares squares,
    float floor,
    int in,
    int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.sparse(filters, grid, squares, buffers[in], buffers[out], buffers, floor);
  }
}

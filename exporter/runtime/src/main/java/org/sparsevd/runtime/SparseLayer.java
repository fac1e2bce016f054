package org.sparsevd.runtime;

/** A convolution, or a dense layer over a block of inputs, by its non-zero weights. */
record SparseLayer(Kernels kernels, SparseFilters filters, Grid grid, float floor, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.sparse(filters, grid, buffers[in], buffers[out], buffers, floor);
  }
}

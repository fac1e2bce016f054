package org.sparsevd.runtime;

/** A convolution, or a dense layer over a block of inputs, by all its weights. */
record DenseLayer(Kernels kernels, DenseFilters filters, Grid grid, float floor, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.dense(filters, grid, buffers[in], buffers[out], buffers, floor);
  }
}

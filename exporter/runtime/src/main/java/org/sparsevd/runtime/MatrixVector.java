package org.sparsevd.runtime;

/** A dense layer for a single input, by all its weights. */
record MatrixVector(Kernels kernels, DenseColumns columns, float floor, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.multiply(columns, buffers[in], buffers[out], buffers, floor);
  }
}

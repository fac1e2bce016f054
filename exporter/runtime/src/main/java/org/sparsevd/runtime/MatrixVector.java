package org.sparsevd.runtime;

/**
 * A dense layer for a single input, by all its weights.
 *
 * @param weight row-major, {@code bias.length} rows
 */
record MatrixVector(
    Kernels kernels, float[] weight, int columns, float[] bias, boolean relu, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.multiply(weight, columns, bias, buffers[in], buffers[out], relu);
  }
}

package org.sparsevd.runtime;

/**
 * Largest value of each window.
 *
 * @param offsets distances from a grid position to the values of its window
 */
record MaxPooling(
    Kernels kernels, int[] offsets, Grid grid, int channels, int channelStride, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.largest(offsets, grid, channels, channelStride, buffers[in], buffers[out]);
  }

  /** The usual case for a single input: squares of 2x2 that do not overlap. */
  record Squares(Kernels kernels, int channels, int height, int width, int in, int out)
      implements Step {

    @Override
    public void run(float[][] buffers) {
      kernels.largestOfSquares(channels, height, width, buffers[in], buffers[out]);
    }
  }
}

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

  /** The usual case: squares of 2x2 that do not overlap. */
  record BySquares(Kernels kernels, Squares squares, int channels, int in, int out)
      implements Step {

    @Override
    public void run(float[][] buffers) {
      kernels.largest(squares, channels, buffers[in], buffers[out]);
    }
  }
}

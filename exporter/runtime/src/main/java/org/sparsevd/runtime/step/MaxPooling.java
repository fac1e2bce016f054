package org.sparsevd.runtime.step;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.Scratch;

/**
 * Largest value of each window.
 *
 * @param offsets distances from a grid position to the values of its window
 */
public record MaxPooling(
    Kernels kernels,
    int[] offsets,
    Positions grid,
    int channels,
    int channelStride,
    int in,
    int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.largest(
        offsets, grid, channels, channelStride, scratch.values(in), scratch.values(out));
  }

  /** The usual case: squares of 2x2 that do not overlap. */
  public record BySquares(Kernels kernels, PoolSquares squares, int channels, int in, int out)
      implements KernelStep {

    @Override
    public void run(Scratch scratch) {
      kernels.largest(squares, channels, scratch.values(in), scratch.values(out));
    }
  }
}

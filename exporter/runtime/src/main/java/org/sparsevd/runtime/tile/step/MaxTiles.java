package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.tile.CellGroups;

/**
 * The largest value of a window, for each channel.
 *
 * @param taps of the window, from the first cell that it reads
 * @param inStride floats from a channel of the input to the next
 * @param outStride floats from a channel of the output to the next
 */
public record MaxTiles(int[] taps, CellGroups groups, int channels, int inStride, int outStride)
    implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    kernels.run(this, memory, at);
  }
}

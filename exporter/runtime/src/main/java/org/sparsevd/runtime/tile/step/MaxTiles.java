package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;

/**
 * The largest value of a window, for each channel.
 *
 * @param taps of the window, from the first cell that it reads
 * @param inStride floats from a channel of the input to the next
 * @param outStride floats from a channel of the output to the next
 * @param apart whether no group writes to the cells of another row
 */
public record MaxTiles(
    int[] taps, CellGroups groups, int channels, int inStride, int outStride, boolean apart)
    implements SharedTileStep {

  /** Whether threads have cells of their own, else channels. */
  public boolean isByCells(Share share) {
    return apart && groups.count() >= share.parts();
  }

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;

/**
 * A convolution of each channel with a window of its own, by all its weights.
 *
 * @param weights of each channel, row by row
 * @param height rows of the window
 * @param width its columns: 3, 5 or 7
 * @param first where its first tap lies, in floats from the cell that a group begins with
 * @param halo of what is read, which is filled channel by channel; null where it is filled already
 * @param groups of its cells, each a single row
 * @param stride floats from a channel of the output to the next
 */
public record DepthTiles(
    float[] weights,
    float[] bias,
    int height,
    int width,
    int first,
    Tiles in,
    Halo halo,
    CellGroups groups,
    int stride,
    Ending ending)
    implements TileStep {

  /** Floats from a row of what is read to the next. */
  public int pitch() {
    return in.tiling().pitch() * in.tiling().lanes();
  }

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    kernels.run(this, memory, at);
  }
}

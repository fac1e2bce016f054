package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Tiles;

/** Sum of two images in the same tiles. */
public record SumTiles(Tiles first, Tiles second, Tiles out, float low, float high)
    implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }
}

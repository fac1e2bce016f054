package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.tile.Tiles;

/** A function of each element, channel by channel; halos are left out. */
public record MapTiles(ElementMap map, Tiles in, Tiles out) implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }
}

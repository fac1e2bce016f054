package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.tile.Tiles;

/**
 * A function of each element, channel by channel; halos are left out.
 *
 * @param room where a copy of a channel may lie, which is read then; or {@link #NONE}
 */
public record MapTiles(ElementMap map, Tiles in, Tiles out, int room) implements SharedTileStep {
  /** No room. */
  public static final int NONE = -1;

  public boolean hasRoom() {
    return room != NONE;
  }

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }
}

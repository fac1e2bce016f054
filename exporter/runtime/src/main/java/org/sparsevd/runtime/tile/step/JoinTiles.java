package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Tiles;

/** The channels of images in the same tiles, one after the other. */
public record JoinTiles(Tiles[] parts, Tiles out) implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    int first = out.tiling().from(share);
    int length = out.tiling().to(share) - first;
    int to = at + out.start() + first;
    for (Tiles part : parts) {
      for (int c = 0; c < part.channels(); c++) {
        int from = at + part.start() + c * out.tiling().stride() + first;
        System.arraycopy(memory, from, memory, to, length);
        to += out.tiling().stride();
      }
    }
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Tiles;

/** Product of two images in the same tiles. */
public record ProductTiles(Tiles first, Tiles second, Tiles out) implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    int cell = at + out.tiling().from(share);
    int length = out.tiling().to(share) - out.tiling().from(share);
    for (int c = 0; c < out.channels(); c++) {
      int channel = cell + c * out.tiling().stride();
      int a = channel + first.start();
      multiply(memory, a, channel + second.start(), channel + out.start(), length);
    }
  }

  private static void multiply(float[] memory, int a, int b, int to, int length) {
    for (int i = 0; i < length; i++) {
      memory[to + i] = memory[a + i] * memory[b + i];
    }
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.tile.Tiles;

/** The channels of images in the same tiles, one after the other. */
public record JoinTiles(Tiles[] parts, Tiles out) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    int to = at + out.start();
    for (Tiles part : parts) {
      System.arraycopy(memory, at + part.start(), memory, to, part.size());
      to += part.size();
    }
  }
}

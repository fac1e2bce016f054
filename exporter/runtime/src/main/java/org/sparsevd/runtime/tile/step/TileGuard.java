package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.Tiles;

/**
 * Looks whether values are too large for the layers that read them; see {@link Scratch#doubt}. The
 * lanes outside of the image must be filled, as {@link HaloTiles} does.
 *
 * @param memory slot that all images in tiles lie in
 */
public record TileGuard(Kernels kernels, Tiles tiles, int memory) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] all = scratch.values(memory);
    int first = scratch.start(memory) + tiles.start();
    int row = tiles.tiling().tileWidth() * tiles.tiling().lanes();
    boolean ordinary = true;
    for (int c = 0; c < tiles.channels(); c++) {
      for (int y = 0; y < tiles.tiling().tileHeight(); y++) {
        int from = first + c * tiles.tiling().stride() + tiles.tiling().cell(y, 0);
        ordinary &= kernels.areOrdinary(all, from, row, scratch);
      }
    }
    if (!ordinary) {
      scratch.doubt();
    }
  }
}

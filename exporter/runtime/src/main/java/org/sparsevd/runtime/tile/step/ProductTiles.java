package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.tile.Tiles;

/** Product of two images in the same tiles. */
public record ProductTiles(Tiles first, Tiles second, Tiles out) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    int cell = at + out.tiling().cell(0, 0);
    for (int c = 0; c < out.channels(); c++) {
      int channel = cell + c * out.tiling().stride();
      int a = channel + first.start();
      multiply(memory, a, channel + second.start(), channel + out.start(), out.span());
    }
  }

  private static void multiply(float[] memory, int a, int b, int to, int length) {
    for (int i = 0; i < length; i++) {
      memory[to + i] = memory[a + i] * memory[b + i];
    }
  }
}

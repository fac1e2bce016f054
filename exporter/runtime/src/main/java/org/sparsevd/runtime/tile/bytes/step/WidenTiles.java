package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.runtime.tile.step.TileStep;

/**
 * Bytes as levels in floats, in the same tiles.
 *
 * @param zero the byte for zero
 */
public record WidenTiles(Tiles bytes, Tiles floats, int zero) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    int cell = bytes.tiling().cell(0, 0);
    for (int c = 0; c < floats.channels(); c++) {
      int plane = c / ByteLanes.CHANNELS * bytes.tiling().stride();
      int from = at + bytes.start() + plane + cell;
      int to = at + floats.start() + c * floats.tiling().stride() + cell;
      widen(memory, from, to, c % ByteLanes.CHANNELS * Byte.SIZE);
    }
  }

  private void widen(float[] memory, int from, int to, int bits) {
    int length = floats.span();
    for (int i = 0; i < length; i++) {
      memory[to + i] = (Float.floatToRawIntBits(memory[from + i]) >>> bits & 255) - zero;
    }
  }
}

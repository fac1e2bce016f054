package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.runtime.tile.step.TileStep;

/**
 * Levels in floats as bytes, in the same tiles. Channels beyond the last repeat it: nobody reads
 * them.
 *
 * @param zero the byte for zero
 */
public record NarrowTiles(Tiles floats, Tiles bytes, int zero) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    int cell = bytes.tiling().cell(0, 0);
    for (int plane = 0; plane < bytes.channels(); plane++) {
      int to = at + bytes.start() + plane * bytes.tiling().stride() + cell;
      int first = plane * ByteLanes.CHANNELS;
      narrow(
          memory,
          to,
          from(first, at),
          from(first + 1, at),
          from(first + 2, at),
          from(first + 3, at));
    }
  }

  private int from(int channel, int at) {
    int known = Math.min(channel, floats.channels() - 1);
    return at + floats.start() + known * floats.tiling().stride() + floats.tiling().cell(0, 0);
  }

  private void narrow(float[] memory, int to, int a, int b, int c, int d) {
    int length = bytes.span();
    for (int i = 0; i < length; i++) {
      int low = (int) memory[a + i] + zero & 255 | ((int) memory[b + i] + zero & 255) << 8;
      int high = (int) memory[c + i] + zero & 255 | ((int) memory[d + i] + zero & 255) << 8;
      memory[to + i] = Float.intBitsToFloat(low | high << 16);
    }
  }
}

package org.sparsevd.runtime.tile.bytes;

import org.sparsevd.runtime.tile.Tiles;

/**
 * The largest byte of a window, for each channel.
 *
 * @param in image of bytes, its halo filled with zeros: no byte is less
 * @param out image of bytes
 * @param strideHeight of the window
 * @param strideWidth of the window
 * @param taps of the window, in floats from the first cell that it reads
 */
public record ByteMaximum(Tiles in, Tiles out, int strideHeight, int strideWidth, int[] taps) {

  /** Computes it with plain loops. */
  public void run(float[] memory, int at) {
    for (int plane = 0; plane < out.channels(); plane++) {
      int from = at + in.start() + plane * in.tiling().stride();
      int to = at + out.start() + plane * out.tiling().stride();
      for (int y = 0; y < out.tiling().tileHeight(); y++) {
        for (int x = 0; x < out.tiling().tileWidth(); x++) {
          int cell = from + in.tiling().cell(y * strideHeight, x * strideWidth);
          for (int lane = 0; lane < out.tiling().lanes(); lane++) {
            memory[to + out.tiling().cell(y, x) + lane] = largest(memory, cell + lane);
          }
        }
      }
    }
  }

  private float largest(float[] memory, int place) {
    int largest = 0;
    for (int tap : taps) {
      int lane = Float.floatToRawIntBits(memory[place + tap]);
      int next = 0;
      for (int bits = 0; bits < Integer.SIZE; bits += Byte.SIZE) {
        next |= Math.max(largest >>> bits & 255, lane >>> bits & 255) << bits;
      }
      largest = next;
    }
    return Float.intBitsToFloat(largest);
  }
}

package org.sparsevd.runtime.tile.bytes;

import java.util.Arrays;
import org.sparsevd.runtime.tile.Tiles;

/**
 * A convolution of bytes of each channel with a window of its own.
 *
 * @param in image of bytes, its halo filled
 * @param out image of bytes of as many channels
 * @param strideHeight of the window
 * @param strideWidth of the window
 * @param taps of the window, in floats from the first cell that it reads
 * @param weights {@code [channel][tap]}
 * @param starts what the sum of each channel begins with
 * @param ending without a value that is added, to levels
 */
public record ByteDepthwise(
    Tiles in,
    Tiles out,
    int strideHeight,
    int strideWidth,
    int[] taps,
    byte[] weights,
    int[] starts,
    ByteEnding ending) {

  public int channels() {
    return starts.length;
  }

  /** A weight; zero for channels that fill the last lane. */
  public int weight(int channel, int tap) {
    return channel < channels() ? weights[channel * taps.length + tap] : 0;
  }

  /**
   * Computes it with plain loops.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  public void run(float[] memory, int at) {
    int[] sums = new int[out.tiling().lanes()];
    for (int channel = 0; channel < channels(); channel++) {
      int plane = at + in.start() + channel / ByteLanes.CHANNELS * in.tiling().stride();
      for (int y = 0; y < out.tiling().tileHeight(); y++) {
        for (int x = 0; x < out.tiling().tileWidth(); x++) {
          int from = plane + in.tiling().cell(y * strideHeight, x * strideWidth);
          Arrays.fill(sums, starts[channel]);
          add(channel, memory, from, sums);
          new ByteStore(ending, out).store(channel, sums, out.tiling().cell(y, x), memory, at);
        }
      }
    }
  }

  private void add(int channel, float[] memory, int from, int[] sums) {
    for (int tap = 0; tap < taps.length; tap++) {
      int cell = from + taps[tap];
      for (int lane = 0; lane < sums.length; lane++) {
        sums[lane] += weight(channel, tap) * ByteLanes.get(memory[cell + lane], channel);
      }
    }
  }
}

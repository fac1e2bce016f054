package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * Mean of the levels of each channel. Their sum is whole and stays below 2^24, so it is what a sum
 * of floats is in any order.
 *
 * @param channels of the image
 * @param zero the byte for zero
 * @param places of the pixels of a channel
 * @param memory slot that all images in tiles lie in
 * @param out slot of the means
 */
public record ByteMean(Tiles tiles, int channels, int zero, int[] places, int memory, int out)
    implements KernelStep {
  /** Pixels whose levels surely add up to less than 2^24. */
  public static final int MOST_PIXELS = 1 << 16;

  /** Bytes of a lane that a mask has: the first and the third. */
  private static final int EVEN = 0x00ff00ff;

  /** Pixels whose bytes add up to less than 2^16. */
  private static final int SOME = 256;

  @Override
  public void run(Scratch scratch) {
    float[] from = scratch.values(memory);
    float[] to = scratch.values(out);
    for (int plane = 0; plane < tiles.channels(); plane++) {
      int start = scratch.start(memory) + tiles.start() + plane * tiles.tiling().stride();
      means(from, start, to, plane * ByteLanes.CHANNELS);
    }
  }

  private void means(float[] from, int start, float[] to, int channel) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    for (int first = 0; first < places.length; first += SOME) {
      int even = 0;
      int odd = 0;
      for (int i = first; i < Math.min(places.length, first + SOME); i++) {
        int lane = Float.floatToRawIntBits(from[start + places[i]]);
        even += lane & EVEN;
        odd += lane >>> Byte.SIZE & EVEN;
      }
      a += even & 0xffff;
      b += odd & 0xffff;
      c += even >>> 16;
      d += odd >>> 16;
    }
    put(to, channel, a);
    put(to, channel + 1, b);
    put(to, channel + 2, c);
    put(to, channel + 3, d);
  }

  private void put(float[] to, int channel, int sum) {
    if (channel < channels) {
      to[channel] = (float) (sum - zero * places.length) / places.length;
    }
  }
}

package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * An image of levels, row by row, into tiles of bytes.
 *
 * @param channels of the image
 * @param zero the byte for zero
 * @param places of the pixels of a channel in tiles
 * @param memory slot that all images in tiles lie in
 * @param plain slot of the image row by row
 */
public record BytePacking(Tiles tiles, int channels, int zero, int[] places, int memory, int plain)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] image = scratch.values(plain);
    float[] all = scratch.values(memory);
    for (int plane = 0; plane < tiles.channels(); plane++) {
      int to = scratch.start(memory) + tiles.start() + plane * tiles.tiling().stride();
      int first = plane * ByteLanes.CHANNELS;
      pack(image, from(first), from(first + 1), from(first + 2), from(first + 3), all, to);
    }
  }

  /** Channels beyond the last repeat it: nobody reads them. */
  private int from(int channel) {
    return Math.min(channel, channels - 1) * places.length;
  }

  private void pack(float[] image, int a, int b, int c, int d, float[] all, int to) {
    for (int i = 0; i < places.length; i++) {
      int low = (int) image[a + i] + zero & 255 | ((int) image[b + i] + zero & 255) << 8;
      int high = (int) image[c + i] + zero & 255 | ((int) image[d + i] + zero & 255) << 8;
      all[to + places[i]] = Float.intBitsToFloat(low | high << 16);
    }
  }
}

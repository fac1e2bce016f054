package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.Tiles;

/**
 * An image, row by row, into tiles or out of them.
 *
 * @param places of the pixels of a channel in tiles
 * @param memory slot that all images in tiles lie in
 * @param plain slot of the image row by row
 * @param out whether it comes out of the tiles
 */
public record Packing(Tiles tiles, int[] places, int memory, int plain, boolean out)
    implements KernelStep {

  public Packing(Tiles tiles, int memory, int plain, boolean out) {
    this(tiles, tiles.tiling().places(), memory, plain, out);
  }

  @Override
  public void run(Scratch scratch) {
    float[] image = scratch.values(plain);
    float[] all = scratch.values(memory);
    int start = scratch.start(memory) + tiles.start();
    for (int c = 0; c < tiles.channels(); c++) {
      int channel = start + c * tiles.tiling().stride();
      if (out) {
        unpack(all, channel, image, c * places.length);
      } else {
        pack(image, c * places.length, all, channel);
      }
    }
  }

  private void pack(float[] image, int from, float[] all, int channel) {
    for (int i = 0; i < places.length; i++) {
      all[channel + places[i]] = image[from + i];
    }
  }

  private void unpack(float[] all, int channel, float[] image, int to) {
    for (int i = 0; i < places.length; i++) {
      image[to + i] = all[channel + places[i]];
    }
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.SharedStep;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;

/**
 * An image, row by row, into tiles or out of them.
 *
 * @param places of the pixels of a channel in tiles
 * @param memory slot that all images in tiles lie in
 * @param plain slot of the image row by row
 * @param out whether it comes out of the tiles
 */
public record Packing(Tiles tiles, int[] places, int memory, int plain, boolean out)
    implements SharedStep {

  public Packing(Tiles tiles, int memory, int plain, boolean out) {
    this(tiles, tiles.tiling().places(), memory, plain, out);
  }

  @Override
  public void run(Scratch scratch, Share share) {
    float[] image = scratch.values(plain);
    float[] all = scratch.values(memory);
    int start = scratch.start(memory) + tiles.start();
    for (int c = 0; c < tiles.channels(); c++) {
      int channel = start + c * tiles.tiling().stride();
      for (int row = 0; row < tiles.tiling().rows(); row++) {
        move(share, row * tiles.tiling().tileHeight(), all, channel, image, c * places.length);
      }
    }
  }

  /** A thread's rows of some tiles side by side. */
  private void move(Share share, int row, float[] all, int channel, float[] image, int at) {
    Tiling tiling = tiles.tiling();
    int first = Math.min(tiling.height(), row + share.from(tiling.tileHeight())) * tiling.width();
    int end = Math.min(tiling.height(), row + share.to(tiling.tileHeight())) * tiling.width();
    if (out) {
      unpack(all, channel, image, at, first, end);
    } else {
      pack(image, at, all, channel, first, end);
    }
  }

  private void pack(float[] image, int from, float[] all, int channel, int first, int end) {
    for (int i = first; i < end; i++) {
      all[channel + places[i]] = image[from + i];
    }
  }

  private void unpack(float[] all, int channel, float[] image, int to, int first, int end) {
    for (int i = first; i < end; i++) {
      image[to + i] = all[channel + places[i]];
    }
  }
}

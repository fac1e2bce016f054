package org.sparsevd.runtime.tile.bytes;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;

/**
 * An image of floats, row by row, that becomes levels in tiles of bytes. Bytes of channels beyond
 * the last are zero.
 *
 * @param tiles where bytes go; halos stay as they are
 * @param channels of the image
 */
public record ByteImage(Tiles tiles, int channels, ByteLevels levels) {

  /** Floats of the image. */
  public int size() {
    return channels * pixels();
  }

  /** Floats of a channel. */
  public int pixels() {
    return tiles.tiling().height() * tiles.tiling().width();
  }

  /**
   * Computes it with plain loops.
   *
   * @param image {@code [channel][row][column]}
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  public void run(float[] image, float[] memory, int at) {
    Tiling tiling = tiles.tiling();
    for (int plane = 0; plane < tiles.channels(); plane++) {
      int to = at + tiles.start() + plane * tiling.stride();
      for (int y = 0; y < tiling.height(); y++) {
        for (int x = 0; x < tiling.width(); x++) {
          int pixel = y * tiling.width() + x;
          memory[to + tiling.place(y, x)] = lane(image, plane * ByteLanes.CHANNELS, pixel);
        }
      }
    }
  }

  private float lane(float[] image, int first, int pixel) {
    int lane = 0;
    int end = Math.min(channels, first + ByteLanes.CHANNELS);
    for (int channel = end - 1; channel >= first; channel--) {
      float value = image[channel * pixels() + pixel];
      float level = Op.Quantize.round(value, levels.inverse(), levels.low(), levels.high());
      lane |= (int) level + levels.zero() << (channel - first) * Byte.SIZE;
    }
    return Float.intBitsToFloat(lane);
  }
}

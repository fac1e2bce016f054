package org.sparsevd.runtime.tile;

/**
 * An image in tiles.
 *
 * @param start where it begins in the memory that all images in tiles share, in floats
 */
public record Tiles(Tiling tiling, int channels, int start) {

  /** Floats of an image of so many channels. */
  public static int size(Tiling tiling, int channels) {
    return Math.multiplyExact(channels, tiling.stride());
  }

  public int size() {
    return size(tiling, channels);
  }

  /** Floats from the first cell of a channel to the end of its last, without the halo around. */
  public int span() {
    int cells = (tiling.tileHeight() - 1) * tiling.pitch() + tiling.tileWidth();
    return cells * tiling.lanes();
  }
}

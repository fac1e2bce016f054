package org.sparsevd.runtime.layout;

/**
 * PoolSquares of 2x2 pixels that do not overlap, on one channel of an image, over a block of
 * inputs.
 *
 * @param rows of squares; a last odd row of pixels is left out
 * @param columns of squares; a last odd column of pixels is left out
 * @param pitch floats from a row of pixels to the next
 * @param channelSize floats from a channel to the next
 */
public record PoolSquares(int rows, int columns, int pitch, int channelSize, int block) {

  /** Floats of one channel of squares. */
  public int size() {
    return rows * columns * block;
  }
}

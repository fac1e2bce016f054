package org.sparsevd.codec;

/**
 * How the columns of a weight lie in the image that they read: neighbours in the image predict each
 * other. Column {@code c} has the pixel above at {@code c - width} and the same pixel of the
 * previous channel at {@code c - area}.
 *
 * @param width columns per line of pixels, or 0 where the columns are no image
 * @param area columns per channel, or 0 where there is one channel or no image
 */
public record Grid(int width, int area) {
  /** Columns in no particular order. */
  public static final Grid NONE = new Grid(0, 0);

  public Grid {
    if (width < 0 || area < 0 || width == 0 && area != 0) {
      throw new IllegalArgumentException("no grid: width " + width + ", area " + area);
    }
  }

  /** The grid of images {@code [channels, height, width]}. */
  public static Grid of(int channels, int height, int width) {
    return new Grid(width, channels > 1 ? Math.multiplyExact(height, width) : 0);
  }

  /** Whether offsets stay within this many columns. */
  boolean fits(int columns) {
    return width <= columns && area <= columns;
  }
}

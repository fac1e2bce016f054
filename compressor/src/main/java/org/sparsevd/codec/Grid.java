package org.sparsevd.codec;

import org.sparsevd.model.Shape;

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

  /** The grid of images {@code [channels, height, width]}; none where they are single pixels. */
  public static Grid of(int channels, int height, int width) {
    int area = Math.multiplyExact(height, width);
    return area == 1 ? NONE : new Grid(width, channels > 1 ? area : 0);
  }

  /** This grid, or none where it is larger than the rows of this shape. */
  Grid within(Shape shape) {
    int columns = shape.size() / shape.dim(0);
    return width > columns || area > columns ? NONE : this;
  }
}

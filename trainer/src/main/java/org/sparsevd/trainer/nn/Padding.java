package org.sparsevd.trainer.nn;

/**
 * Extents of images that get zeros around them.
 *
 * @param height of an image without them
 * @param width of an image without them
 * @param size zeros on each side
 */
public record Padding(int channels, int height, int width, int size, int columns) {
  public int paddedHeight() {
    return height + 2 * size;
  }

  public int paddedWidth() {
    return width + 2 * size;
  }

  public int inputSize() {
    return channels * height * width * columns;
  }

  public int outputSize() {
    return channels * paddedHeight() * paddedWidth() * columns;
  }
}

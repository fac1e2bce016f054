package org.sparsevd.trainer.nn;

/** Extents of a pooling over squares that do not overlap. */
public record Pooling(int channels, int height, int width, int size, int columns) {
  public Pooling {
    if (size < 1 || height < size || width < size) {
      throw new IllegalArgumentException(
          "pooling by " + size + " does not fit images of " + height + "x" + width);
    }
  }

  public int outputHeight() {
    return height / size;
  }

  public int outputWidth() {
    return width / size;
  }

  public int inputSize() {
    return channels * height * width * columns;
  }

  public int outputSize() {
    return channels * outputHeight() * outputWidth() * columns;
  }
}

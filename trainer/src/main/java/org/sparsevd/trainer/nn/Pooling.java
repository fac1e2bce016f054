package org.sparsevd.trainer.nn;

import org.sparsevd.model.Window;

/**
 * Extents of a pooling. Pixels beyond the image are not there.
 *
 * @param countPadding whether the divisor of a mean is the kernel's size everywhere
 */
public record Pooling(
    int channels, int height, int width, Window window, boolean countPadding, int columns) {
  public Pooling {
    if (height + window.padTop() + window.padBottom() < window.kernelHeight()
        || width + window.padLeft() + window.padRight() < window.kernelWidth()) {
      throw new IllegalArgumentException(
          "pooling by "
              + window.kernelHeight()
              + " does not fit images of "
              + height
              + "x"
              + width);
    }
  }

  /** Squares that do not overlap. */
  public Pooling(int channels, int height, int width, int size, int columns) {
    this(channels, height, width, Window.pooling(size), false, columns);
  }

  /** Whether windows are squares that do not overlap, within the image. */
  public boolean isTiling() {
    return window.equals(Window.pooling(window.kernelHeight()));
  }

  public int outputHeight() {
    return window.outputHeight(height);
  }

  public int outputWidth() {
    return window.outputWidth(width);
  }

  /** Pixels of a window. */
  public int area() {
    return window.kernelHeight() * window.kernelWidth();
  }

  /** Row of the image that place {@code k} of the windows of an output row is in, or beyond it. */
  public int row(int outputRow, int k) {
    return outputRow * window.strideHeight() - window.padTop() + k / window.kernelWidth();
  }

  /** The same of columns of pixels. */
  public int column(int outputColumn, int k) {
    return outputColumn * window.strideWidth() - window.padLeft() + k % window.kernelWidth();
  }

  public boolean isInside(int row, int column) {
    return row >= 0 && row < height && column >= 0 && column < width;
  }

  /** What each pixel of this window is divided by in its mean. */
  public int divisor(int outputRow, int outputColumn) {
    if (countPadding || !window.isPadded()) {
      return area();
    }
    int top = row(outputRow, 0);
    int left = column(outputColumn, 0);
    int rows = Math.min(height, top + window.kernelHeight()) - Math.max(0, top);
    int columnsOf = Math.min(width, left + window.kernelWidth()) - Math.max(0, left);
    return rows * columnsOf;
  }

  public int inputSize() {
    return channels * height * width * columns;
  }

  public int outputSize() {
    return channels * outputHeight() * outputWidth() * columns;
  }
}

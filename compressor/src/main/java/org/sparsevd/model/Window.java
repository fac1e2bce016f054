package org.sparsevd.model;

import org.sparsevd.tensor.Dim;

/**
 * How a convolution or pooling slides over an image: kernel, stride, dilation and zero padding.
 *
 * @param padTop rows of padding above, likewise the other three sides
 */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight) {

  /** Far beyond any image, so that nothing that reads a window can overflow. */
  private static final int MOST_SPAN = 1 << 24;

  public Window {
    if (kernelHeight < 1
        || kernelWidth < 1
        || strideHeight < 1
        || strideWidth < 1
        || dilationHeight < 1
        || dilationWidth < 1) {
      throw new IllegalArgumentException("window: kernel, stride and dilation must be at least 1");
    }
    if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
      throw new IllegalArgumentException("window: padding must not be negative");
    }
    if (Math.max(strideHeight, strideWidth) > MOST_SPAN) {
      throw new IllegalArgumentException(
          "window: strides of "
              + strideHeight
              + " and "
              + strideWidth
              + ", expected at most "
              + MOST_SPAN);
    }
    checkSpan("height", kernelHeight, dilationHeight, padTop, padBottom);
    checkSpan("width", kernelWidth, dilationWidth, padLeft, padRight);
  }

  /** Keeps every sum of a window and an image below 2^31. */
  private static void checkSpan(String axis, int kernel, int dilation, int before, int after) {
    long reach = (kernel - 1L) * dilation + 1;
    long padding = (long) before + after;
    if (Math.max(reach, padding) > MOST_SPAN) {
      throw new IllegalArgumentException(
          "window "
              + axis
              + ": the kernel reaches over "
              + reach
              + " and the padding has "
              + padding
              + " pixels, expected at most "
              + MOST_SPAN);
    }
  }

  /** A square kernel with stride 1 and this much padding on every side. */
  public static Window square(int kernel, int padding) {
    return new Window(kernel, kernel, 1, 1, 1, 1, padding, padding, padding, padding);
  }

  /** A square pooling window that does not overlap: stride equals kernel, no padding. */
  public static Window pooling(int kernel) {
    return new Window(kernel, kernel, kernel, kernel, 1, 1, 0, 0, 0, 0);
  }

  /** The same kernel, strides and dilations with this padding. */
  public Window withPadding(int top, int left, int bottom, int right) {
    return new Window(
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        dilationHeight,
        dilationWidth,
        top,
        left,
        bottom,
        right);
  }

  /** Whether this is {@link #pooling(int) pooling} over squares of 2x2. */
  public boolean isPoolingByTwo() {
    // Field by field: the JVM prepares equals of a record for longer than a small model loads.
    return kernelHeight == 2
        && kernelWidth == 2
        && strideHeight == 2
        && strideWidth == 2
        && dilationHeight == 1
        && dilationWidth == 1
        && !isPadded();
  }

  /**
   * Rows of the output for an input of this many rows.
   *
   * @throws IllegalArgumentException if the dilated kernel is larger than the padded input
   */
  public int outputHeight(int inputHeight) {
    return extent(
        "height", inputHeight, kernelHeight, strideHeight, dilationHeight, padTop, padBottom);
  }

  /** Columns of the output; see {@link #outputHeight}. */
  public int outputWidth(int inputWidth) {
    return extent("width", inputWidth, kernelWidth, strideWidth, dilationWidth, padLeft, padRight);
  }

  /** Rows of the output where those of the input may depend on symbols. */
  Dim outputHeight(Dim inputHeight) {
    return inputHeight.isNumber()
        ? Dim.of(outputHeight((int) inputHeight.number()))
        : extent(inputHeight, kernelHeight, strideHeight, dilationHeight, padTop + padBottom);
  }

  /** Columns of the output likewise. */
  Dim outputWidth(Dim inputWidth) {
    return inputWidth.isNumber()
        ? Dim.of(outputWidth((int) inputWidth.number()))
        : extent(inputWidth, kernelWidth, strideWidth, dilationWidth, padLeft + padRight);
  }

  private static Dim extent(Dim input, int kernel, int stride, int dilation, int padding) {
    return input.plus(padding - (kernel - 1L) * dilation - 1).dividedBy(stride).plus(1);
  }

  public boolean isPadded() {
    return padTop + padLeft + padBottom + padRight > 0;
  }

  private static int extent(
      String axis, int input, int kernel, int stride, int dilation, int before, int after) {
    long padded = (long) input + before + after;
    long reach = (kernel - 1L) * dilation + 1;
    if (reach > padded) {
      throw new IllegalArgumentException(
          "window " + axis + " " + reach + " is larger than the padded input " + padded);
    }
    return Math.toIntExact((padded - reach) / stride + 1);
  }
}

package org.sparsevd.trainer.nn;

import org.sparsevd.model.Window;

/**
 * Images as the windows of a layer meet them, {@code [channels, phases, phase height, phase width,
 * columns]}: with zeros around, and cut into phases.
 *
 * <p>A phase has every s-th row and column, where s is the stride, from one offset on. A window
 * that moves by s pixels over an image moves by one over each phase. So what a weight meets is one
 * run of numbers for each row of the output, whatever the stride. Phases that no weight meets are
 * left out.
 *
 * @param height of an image without the zeros
 * @param width of an image without the zeros
 */
public record Frame(int channels, int height, int width, Window window, int columns) {
  public Frame {
    if (channels < 1 || columns < 1) {
      throw new IllegalArgumentException("geometry needs positive extents");
    }
    if (height + window.padTop() + window.padBottom() < tall(window)
        || width + window.padLeft() + window.padRight() < wide(window)) {
      throw new IllegalArgumentException(
          "a kernel of "
              + tall(window)
              + "x"
              + wide(window)
              + " does not fit images of "
              + height
              + "x"
              + width);
    }
  }

  /** Images with this many zeros on each side, and a kernel for which they keep their size. */
  public static Frame padded(int channels, int height, int width, int zeros, int columns) {
    return new Frame(channels, height, width, Window.square(2 * zeros + 1, zeros), columns);
  }

  private static int tall(Window w) {
    return (w.kernelHeight() - 1) * w.dilationHeight() + 1;
  }

  private static int wide(Window w) {
    return (w.kernelWidth() - 1) * w.dilationWidth() + 1;
  }

  /** Whether it is the images as they are. */
  public boolean isPlain() {
    return !window.isPadded() && window.strideHeight() == 1 && window.strideWidth() == 1;
  }

  public int outputHeight() {
    return window.outputHeight(height);
  }

  public int outputWidth() {
    return window.outputWidth(width);
  }

  /** Offsets of rows by which there are phases. */
  public int phasesHigh() {
    return Math.min(window.strideHeight(), tall(window));
  }

  /** Offsets of columns of pixels by which there are phases. */
  public int phasesWide() {
    return Math.min(window.strideWidth(), wide(window));
  }

  public int phaseHeight() {
    return outputHeight() + (tall(window) - 1) / window.strideHeight();
  }

  public int phaseWidth() {
    return outputWidth() + (wide(window) - 1) / window.strideWidth();
  }

  /** Numbers of a channel. */
  public int channelSize() {
    return phasesHigh() * phasesWide() * phaseHeight() * phaseWidth() * columns;
  }

  /** Numbers of a row of a phase. */
  public int rowSize() {
    return phaseWidth() * columns;
  }

  /** Where the weight at this place of a kernel meets its first pixel of a channel. */
  public int offset(int kernelY, int kernelX) {
    int y = kernelY * window.dilationHeight();
    int x = kernelX * window.dilationWidth();
    int phase = y % window.strideHeight() * phasesWide() + x % window.strideWidth();
    int row = phase * phaseHeight() + y / window.strideHeight();
    return row * rowSize() + x / window.strideWidth() * columns;
  }

  /** Weights of a kernel. */
  public int kernelArea() {
    return window.kernelHeight() * window.kernelWidth();
  }

  /** Numbers of the images without zeros. */
  public int imageSize() {
    return channels * height * width * columns;
  }

  /** Numbers of all. */
  public int size() {
    return channels * channelSize();
  }
}

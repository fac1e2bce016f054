package org.sparsevd.trainer.nn;

/**
 * Extents of a fully connected layer or of a convolution with stride 1 and no padding; the former
 * is the latter with a kernel of one pixel on images of one pixel.
 *
 * @param inputs input units or channels
 * @param outputs output units or filters
 * @param kernel height and width of the kernel
 * @param columns of a batch
 * @param border pixels around the image, part of height and width, whose gradient nobody needs: the
 *     zeros of a padding
 */
public record Geometry(
    int inputs, int height, int width, int outputs, int kernel, int columns, int border) {

  /** Extents where the gradient of every pixel is needed. */
  public Geometry(int inputs, int height, int width, int outputs, int kernel, int columns) {
    this(inputs, height, width, outputs, kernel, columns, 0);
  }

  public Geometry {
    if (inputs < 1 || outputs < 1 || kernel < 1 || columns < 1) {
      throw new IllegalArgumentException("geometry needs positive extents");
    }
    if (height < kernel || width < kernel) {
      throw new IllegalArgumentException(
          "a kernel of " + kernel + " does not fit images of " + height + "x" + width);
    }
  }

  public static Geometry dense(int inputs, int outputs, int columns) {
    return new Geometry(inputs, 1, 1, outputs, 1, columns);
  }

  /** Columns reserved for a batch: the next multiple of 16, whatever the backend. */
  public static int columnsFor(int batch) {
    return (batch + 15) / 16 * 16;
  }

  public boolean isDense() {
    return height == 1 && width == 1;
  }

  public int outputHeight() {
    return height - kernel + 1;
  }

  public int outputWidth() {
    return width - kernel + 1;
  }

  /** Output pixels of one channel. */
  public int outputPixels() {
    return outputHeight() * outputWidth();
  }

  /** Weights of one output unit or filter, {@code [inputs, kernel, kernel]}. */
  public int depth() {
    return inputs * kernel * kernel;
  }

  public int weights() {
    return outputs * depth();
  }

  public int inputSize() {
    return inputs * height * width * columns;
  }

  public int outputSize() {
    return outputs * outputPixels() * columns;
  }

  /** Where weight {@code k} of a filter reads for output pixel (0, 0): an offset into the input. */
  public int inputOffset(int k) {
    int channel = k / (kernel * kernel);
    int y = k / kernel % kernel;
    int x = k % kernel;
    return ((channel * height + y) * width + x) * columns;
  }

  /** What is added to {@link #inputOffset} for output row {@code y}. */
  public int inputRow(int y) {
    return y * width * columns;
  }
}

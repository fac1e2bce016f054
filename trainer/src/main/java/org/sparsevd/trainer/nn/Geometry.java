package org.sparsevd.trainer.nn;

import org.sparsevd.model.Window;

/**
 * Extents of a fully connected layer or of a convolution; the former is the latter with a kernel of
 * one pixel on images of one pixel.
 *
 * @param frame the input; the gradient of its zeros nobody needs
 * @param outputs output units or filters
 * @param groups into which input channels and filters are cut: filters read those of their group
 */
public record Geometry(Frame frame, int outputs, int groups) {

  /** A square kernel and stride 1, where the gradient of every pixel is needed. */
  public Geometry(int inputs, int height, int width, int outputs, int kernel, int columns) {
    this(new Frame(inputs, height, width, Window.square(kernel, 0), columns), outputs, 1);
  }

  public Geometry {
    if (outputs < 1 || groups < 1) {
      throw new IllegalArgumentException("geometry needs positive extents");
    }
    if (frame.channels() % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          groups
              + " groups do not divide "
              + frame.channels()
              + " channels and "
              + outputs
              + " filters");
    }
  }

  public static Geometry dense(int inputs, int outputs, int columns) {
    return new Geometry(inputs, 1, 1, outputs, 1, columns);
  }

  /** Columns reserved for a batch: the next multiple of 16, whatever the backend. */
  public static int columnsFor(int batch) {
    return (batch + 15) / 16 * 16;
  }

  /** Input units or channels. */
  public int inputs() {
    return frame.channels();
  }

  public int columns() {
    return frame.columns();
  }

  public boolean isDense() {
    return groups == 1
        && frame.isPlain()
        && frame.height() == 1
        && frame.width() == 1
        && frame.kernelArea() == 1;
  }

  /** Whether every filter reads one channel. */
  public boolean isDepthwise() {
    return groups > 1 && groups == inputs();
  }

  public int outputHeight() {
    return frame.outputHeight();
  }

  public int outputWidth() {
    return frame.outputWidth();
  }

  /** Output pixels of one channel. */
  public int outputPixels() {
    return outputHeight() * outputWidth();
  }

  public int groupInputs() {
    return inputs() / groups;
  }

  public int groupOutputs() {
    return outputs / groups;
  }

  /** Weights of one output unit or filter, {@code [inputs of a group, height, width]}. */
  public int depth() {
    return groupInputs() * frame.kernelArea();
  }

  public int weights() {
    return outputs * depth();
  }

  public int inputSize() {
    return frame.size();
  }

  public int outputSize() {
    return outputs * outputPixels() * columns();
  }

  /**
   * Where weight {@code k} of a filter of the first group reads for output pixel (0, 0): an offset
   * into the input.
   */
  public int inputOffset(int k) {
    int area = frame.kernelArea();
    int wide = frame.window().kernelWidth();
    return k / area * frame.channelSize() + frame.offset(k % area / wide, k % wide);
  }

  /** What is added to {@link #inputOffset} for output row {@code y}. */
  public int inputRow(int y) {
    return y * frame.rowSize();
  }

  /** What is added to {@link #inputOffset} for the filters of a group. */
  public int inputGroup(int group) {
    return group * groupInputs() * frame.channelSize();
  }
}

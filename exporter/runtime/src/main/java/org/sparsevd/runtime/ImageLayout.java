package org.sparsevd.runtime;

import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

/**
 * Where the pixels of {@code [channels, height, width]} lie for a window that slides over them: as
 * the value has them where that serves, else in a copy with a border. Pixels of one input are
 * grouped by column modulo stride ({@code phases}), so that a kernel column reads consecutive
 * floats; of a block of inputs each pixel is {@code block} consecutive floats already.
 *
 * @param height rows, border included
 * @param phases groups that a row is split into
 * @param pitch pixels of a group
 * @param block inputs side by side
 */
record ImageLayout(
    int channels, int height, int phases, int pitch, int block, int padTop, int padLeft) {

  static ImageLayout of(Shape image, Window window, int block) {
    int height = image.dim(1) + window.padTop() + window.padBottom();
    int width = image.dim(2) + window.padLeft() + window.padRight();
    int phases = block == 1 ? window.strideWidth() : 1;
    int pitch = (width + phases - 1) / phases;
    ImageLayout layout =
        new ImageLayout(
            image.dim(0), height, phases, pitch, block, window.padTop(), window.padLeft());
    if ((long) layout.channelSize() * image.dim(0) != layout.longSize()) {
      throw new IllegalArgumentException("image " + image + " with its border is too large");
    }
    return layout;
  }

  private long longSize() {
    return (long) channels * height * phases * pitch * block;
  }

  int channelSize() {
    return height * phases * pitch * block;
  }

  int size() {
    return channels * channelSize();
  }

  /** Whether the value itself has this layout. */
  boolean isPlain(Shape image) {
    return phases == 1 && height == image.dim(1) && pitch == image.dim(2);
  }

  /** Index of a pixel, counted from the border's corner. */
  int index(int channel, int row, int column) {
    int group = (channel * height + row) * phases + column % phases;
    return (group * pitch + column / phases) * block;
  }

  /** The positions of the window's upper left corner, one for each output pixel. */
  Grid grid(Window window, Shape output, int lanes) {
    int rows = output.dim(1);
    int columns = output.dim(2);
    boolean whole = block == 1 || window.strideWidth() == 1;
    int runs = whole ? 1 : columns;
    int[] starts = new int[rows * runs];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = index(0, i / runs * window.strideHeight(), i % runs * window.strideWidth());
    }
    return new Grid(starts, columns / runs * block, lanes);
  }

  /** Distance from the window's corner to this place of the kernel, in this channel. */
  int offset(Window window, int channel, int kernelRow, int kernelColumn) {
    return index(
        channel, kernelRow * window.dilationHeight(), kernelColumn * window.dilationWidth());
  }

  /** Distances from the window's corner to all places of the kernel, row-major. */
  int[] offsets(Window window) {
    int[] offsets = new int[window.kernelHeight() * window.kernelWidth()];
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = offset(window, 0, k / window.kernelWidth(), k % window.kernelWidth());
    }
    return offsets;
  }
}

package org.sparsevd.runtime.layout;

import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * Where the pixels of {@code [channels, height, width]} lie for a window that slides over them: as
 * the value has them where that serves, else in a copy with a border. Of a block of inputs, each
 * pixel is {@code block} consecutive floats.
 *
 * <p>Each channel is copied {@code groups} times. Group {@code g} holds, of every row, the columns
 * {@code g * shift + i * stride} for {@code i} from 0 to {@code pitch - 1}, so that a kernel column
 * reads consecutive pixels. Rows are sorted by row modulo stride, so that consecutive output rows
 * read consecutive rows.
 *
 * <p>There are two ways to choose the groups. By rows: one for each column modulo stride, the usual
 * layout where the stride is 1. Shifted: one for each kernel column, as wide as the output, so that
 * all output pixels of a channel read one run of consecutive floats.
 *
 * @param height rows of a group, border included, a multiple of the vertical stride
 * @param pitch pixels of a group's row
 * @param lead floats before the first channel: of a copy, so many that vectors lie in cache lines
 */
public record ImageLayout(
    Shape image,
    Window window,
    int block,
    boolean shifted,
    int groups,
    int height,
    int pitch,
    int lead) {

  /**
   * The layout by rows.
   *
   * @throws IllegalArgumentException if it is too large for an array
   */
  public static ImageLayout byRows(Shape image, Window window, int block) {
    int stride = window.strideWidth();
    int width = image.dim(2) + window.padLeft() + window.padRight();
    return of(image, window, block, false, stride, (width + stride - 1) / stride);
  }

  /** Whether {@link #shifted} would not be too large for an array. */
  public static boolean canShift(Shape image, Window window, int block) {
    int pitch = window.outputWidth(image.dim(2));
    return floats(image, window, block, window.kernelWidth(), pitch) <= largest();
  }

  /** The shifted layout. */
  public static ImageLayout shifted(Shape image, Window window, int block) {
    int pitch = window.outputWidth(image.dim(2));
    return of(image, window, block, true, window.kernelWidth(), pitch);
  }

  private static ImageLayout of(
      Shape image, Window window, int block, boolean shifted, int groups, int pitch) {
    if (floats(image, window, block, groups, pitch) > largest()) {
      throw new IllegalArgumentException("image " + image + " with its border is too large");
    }
    int height = height(image, window);
    ImageLayout value = new ImageLayout(image, window, block, shifted, groups, height, pitch, 0);
    return value.isPlain()
        ? value
        : new ImageLayout(image, window, block, shifted, groups, height, pitch, CacheLines.LEAD);
  }

  private static int height(Shape image, Window window) {
    int stride = window.strideHeight();
    int rows = image.dim(1) + window.padTop() + window.padBottom();
    return (rows + stride - 1) / stride * stride;
  }

  private static double floats(Shape image, Window window, int block, int groups, int pitch) {
    return (double) image.dim(0) * groups * height(image, window) * pitch * block;
  }

  private static int largest() {
    return Integer.MAX_VALUE - Slots.SLACK - CacheLines.LEAD;
  }

  /** Floats of one channel in all its groups. */
  public int channelSize() {
    return groups * height * pitch * block;
  }

  /** Floats of the layout, those before the first channel included. */
  public int size() {
    return lead + image.dim(0) * channelSize();
  }

  /** The same layout in a copy, whose vectors lie in cache lines. */
  public ImageLayout asCopy() {
    return new ImageLayout(image, window, block, shifted, groups, height, pitch, CacheLines.LEAD);
  }

  /** The same layout from the array's beginning on, as values have it. */
  public ImageLayout asValue() {
    return new ImageLayout(image, window, block, shifted, groups, height, pitch, 0);
  }

  /** Whether the value itself has this layout. */
  public boolean isPlain() {
    return lead == 0
        && groups == 1
        && !window.isPadded()
        && window.strideHeight() == 1
        && pitch == image.dim(2)
        && height == image.dim(1);
  }

  /** Rows of the copy; 0 where none is made. */
  public long copiedRows() {
    return isPlain() ? 0 : (long) image.dim(0) * groups * height;
  }

  /** Column of the image that a group's row starts with; negative in the border. */
  int firstColumn(int group) {
    return group * (shifted ? window.dilationWidth() : 1) - window.padLeft();
  }

  /** Where a row of a group lies in the first channel; rows counted from the border's first one. */
  int row(int group, int row) {
    return lead + distance(group, row);
  }

  private int distance(int group, int row) {
    int stride = window.strideHeight();
    int place = row % stride * (height / stride) + row / stride;
    return (group * height + place) * pitch * block;
  }

  /** The row that lies at this place of a group, counted from the border's first one. */
  int rowAt(int place) {
    int stride = window.strideHeight();
    return place % (height / stride) * stride + place / (height / stride);
  }

  /** The positions of the window's upper left corner, one for each output pixel. */
  public Positions grid(Shape output, int lanes) {
    int[] starts = new int[output.dim(1)];
    for (int y = 0; y < starts.length; y++) {
      starts[y] = row(0, y * window.strideHeight());
    }
    return new Positions(starts, output.dim(2) * block, lanes);
  }

  /** Distances from the window's corner to all places of the kernel, row-major. */
  public int[] offsets() {
    int[] offsets = new int[window.kernelHeight() * window.kernelWidth()];
    for (int k = 0; k < offsets.length; k++) {
      int row = k / window.kernelWidth() * window.dilationHeight();
      int kernelColumn = k % window.kernelWidth();
      int column = kernelColumn * window.dilationWidth();
      offsets[k] =
          shifted
              ? distance(kernelColumn, row)
              : distance(column % groups, row) + column / groups * block;
    }
    return offsets;
  }
}

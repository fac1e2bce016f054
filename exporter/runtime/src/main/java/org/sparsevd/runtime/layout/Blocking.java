package org.sparsevd.runtime.layout;

import org.sparsevd.model.Op;
import org.sparsevd.model.Window;

/**
 * The order in which a sparse convolution goes through its weights and its grid, so that what it
 * reads stays in the first-level cache for all filters.
 *
 * @param columns columns of the weight that make a block; all where there is one block
 * @param quads of the grid that make a strip: two or a multiple of four
 */
public record Blocking(int columns, int quads) {
  /** Floats of an image up to which everything stays in the first-level cache by itself. */
  private static final int SMALL = 8192;

  /** Floats to be read by a block of weights over a strip, beside which weights and sums fit. */
  private static final int PART = 5120;

  /** The same for a strip of two rows, of which nothing is counted that is not read: 28 kB. */
  private static final int STACKED_PART = 7168;

  /** Weights of a filter in a block from which on going through all filters again pays. */
  private static final int WORTHWHILE = 32;

  /** Lanes from which on there surely are registers for four quads at a time, which pays. */
  private static final int ROOMY = 16;

  /** Everything at once. */
  public static Blocking none(int columns) {
    return new Blocking(columns, Integer.MAX_VALUE);
  }

  /** Whether what a convolution reads is more than the cache holds. */
  public static boolean isNeeded(Op.Conv2d op, ImageLayout layout) {
    return op.groups() == 1 && layout.size() > 4 * SMALL;
  }

  /** The order for a convolution over an image in this layout. */
  public static Blocking of(Op.Conv2d op, ImageLayout layout, Positions grid, int lanes) {
    int channels = layout.image().dim(0);
    int all = op.weight().columns();
    if (op.groups() > 1 || grid.spills || layout.size() <= SMALL) {
      return none(all);
    }
    double perChannel = (double) op.weight().nonZeros() / op.weight().rows() / channels;
    double least = Math.min(channels, Math.max(1, WORTHWHILE / perChannel));
    if (grid.stacked) {
      double pixels =
          rows(op.window(), 2) * columns(op.window(), 2 * Positions.QUAD * lanes / layout.block());
      double most = Math.max(least, STACKED_PART / (pixels * layout.block()));
      int block = (int) Math.min(channels, most);
      return new Blocking(block >= channels ? all : block * (all / channels), 4);
    }
    double floats = PART / least;
    int quad = Positions.QUAD * lanes;
    int kernel = Math.min(layout.height(), layout.window().kernelHeight()) - 1;
    int groups = layout.shifted() ? layout.groups() : 1;
    double border = kernel * (double) layout.pitch() * layout.block();
    int quads = grid.reads.length;
    int strip = (int) Math.min(quads, Math.max(2, (floats / groups - border) / quad));
    boolean roomy = lanes >= ROOMY;
    strip = strip < 4 && !roomy ? 2 : Math.max(4, strip / 4 * 4);
    double footprint = Math.min(layout.channelSize(), (strip * (double) quad + border) * groups);
    int block = (int) Math.max(least, Math.min(channels, PART / footprint));
    return new Blocking(block >= channels ? all : block * (all / channels), strip);
  }

  /** Rows that a window reads for so many rows of output. */
  private static double rows(Window window, int count) {
    return (count - 1) * window.strideHeight()
        + (window.kernelHeight() - 1) * window.dilationHeight()
        + 1;
  }

  private static double columns(Window window, int count) {
    return (count - 1) * window.strideWidth()
        + (window.kernelWidth() - 1) * window.dilationWidth()
        + 1;
  }
}

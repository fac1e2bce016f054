package org.sparsevd.runtime.layout;

import org.sparsevd.model.Window;

/**
 * An image in phases, each copied for every place that a window shifts it to. So all that is read
 * begins at a cache line, and at distances from each other that are constants of the kernels. The
 * copy from row {@code v} and column {@code u} of the image on, both below {@link #ACROSS}, is
 * {@link #COPY} floats from {@link #place} on. It pays for small images of one or two channels.
 *
 * @param length floats of a copy that are needed, gaps between its rows included
 */
public record ShiftedPhases(ImagePhases phases, int length) {
  /** Floats from a copy to the one for the next column. */
  public static final int COPY = 64;

  /** Copies in a row. */
  static final int ACROSS = 8;

  /** Floats from a copy to the one for the next row. */
  public static final int DOWN = ACROSS * COPY;

  /** Floats of all copies up to which they stay in the first-level cache. */
  private static final int LARGEST = 8192;

  /** Loads for each copy from which on it is worth making. */
  private static final int WORTHWHILE = 16;

  /** Whether this layout is possible for a window and pays for so many weights. */
  public boolean pays(Window window, int weights) {
    int down = phases.count() + (window.kernelHeight() - 1) * window.dilationHeight();
    int across = phases.count() + (window.kernelWidth() - 1) * window.dilationWidth();
    double loads = (double) weights * phases.count() * phases.count();
    return Math.max(down, across) <= ACROSS
        && length <= COPY
        && size() <= LARGEST
        && loads >= WORTHWHILE * (double) phases.channels() * down * across;
  }

  /** Floats of all copies. */
  public int size() {
    return phases.channels() * ACROSS * DOWN;
  }

  /** Where a copy begins. */
  public static int place(int channel, int row, int column) {
    return (channel * ACROSS + row) * DOWN + column * COPY;
  }

  /**
   * What to copy from the phases.
   *
   * @param lanes floats of a vector
   */
  public RowCopies rows(Window window, int lanes) {
    int down = phases.count() + (window.kernelHeight() - 1) * window.dilationHeight();
    int across = phases.count() + (window.kernelWidth() - 1) * window.dilationWidth();
    int[] sources = new int[phases.channels() * down * across];
    int[] targets = new int[sources.length];
    for (int i = 0; i < sources.length; i++) {
      int row = i / across % down;
      int channel = i / across / down;
      sources[i] = phases.place(channel, row, i % across);
      targets[i] = place(channel, row, i % across);
    }
    return new RowCopies(sources, targets, (length + lanes - 1) / lanes * lanes);
  }
}

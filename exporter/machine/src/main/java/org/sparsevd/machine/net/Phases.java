package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Width;

/**
 * An image in {@code count * count} phases: the one at {@code (v, u)} holds every {@code count}-th
 * pixel of every {@code count}-th row, from row {@code v} and column {@code u} on. Each phase is
 * there several times, copy {@code s} from its column {@code s} on. So what a window reads begins
 * where a row begins, and few loads cross a cache line.
 *
 * <p>Vectors of more than a row begin in the middle of a cache line at every second row, or more
 * often. So small images are there once more from each row on that a window begins with. Then a
 * pixel further down or across is the same distance everywhere.
 *
 * <p>What pooling by two compares lies at the same place of four phases, and is an image in phases
 * again, half as many each way.
 *
 * @param base bytes from the memory's beginning to the first copy
 * @param count phases in each direction
 * @param rows of a copy
 * @param pitch floats of a row
 * @param copies of each phase, one for each column that they begin with
 * @param shifts how often each of these is there, one for each row that they begin with
 * @param lanes floats of a vector
 */
record Phases(
    int base, int channels, int count, int rows, int pitch, int copies, int shifts, int lanes) {
  /** Floats that a row is a multiple of. */
  private static final int HALF = Width.XMM.lanes();

  /** Bytes up to which an image is there for several rows: a third of the first-level cache. */
  private static final int MOST_SHIFTED = 1 << 14;

  /**
   * The phases that filters read.
   *
   * @param count in each direction
   * @param memory where they get a place
   */
  static Phases read(Filters filters, int count, Width width, Memory memory) {
    int half = count / 2;
    int found = (filters.pooled().dim(1) - 1) / half + 1;
    int across = (filters.pooled().dim(2) - 1) / half + 1;
    int down = (count + filters.conv().window().kernelHeight() - 2) / count;
    int copies = (count + filters.conv().window().kernelWidth() - 2) / count + 1;
    int pitch = (across + HALF - 1) / HALF * HALF;
    int channels = filters.image().dim(0);
    int lanes = width.lanes();
    Phases once = new Phases(0, channels, count, found + down, pitch, copies, 1, lanes);
    Phases shifted = new Phases(0, channels, count, found, pitch, copies, down + 1, lanes);
    boolean wide = lanes > pitch && shifted.bytes() <= MOST_SHIFTED;
    return wide ? shifted.placed(memory) : once.placed(memory);
  }

  /** A plain image of what filters leave. */
  static Phases plain(Filters filters, Memory memory) {
    int pitch = (filters.pooled().dim(2) + HALF - 1) / HALF * HALF;
    int channels = filters.pooled().dim(0);
    return new Phases(0, channels, 1, filters.pooled().dim(1), pitch, 1, 1, Width.YMM.lanes())
        .placed(memory);
  }

  private Phases placed(Memory memory) {
    return new Phases(memory.take(bytes()), channels, count, rows, pitch, copies, shifts, lanes);
  }

  /** Floats of a copy: whole vectors, and one row that may be read behind. */
  int copySize() {
    return (rows * pitch + lanes - 1) / lanes * lanes;
  }

  /** Bytes of all. */
  long bytes() {
    return (long) channels * count * count * copies * shifts * copySize() * Float.BYTES;
  }

  /** Where the first copy of a phase is: bytes from the memory's beginning. */
  int place(int channel, int down, int across) {
    return base + index(channel, 0, down, 0, across) * copySize() * Float.BYTES;
  }

  /** Copies in front of this one. */
  int index(int channel, int shift, int down, int copy, int across) {
    int row = (channel * shifts + shift) * count + down;
    return (row * copies + copy) * count + across;
  }

  /** Bytes from a phase's first copy to a row of the image in another. */
  int within(int copy, int shift, int row) {
    int skipped = index(0, shift, 0, copy, 0) * copySize();
    return (skipped + (row - shift) * pitch) * Float.BYTES;
  }

  /** Whether a copy has this row of the image. */
  boolean has(int shift, int row) {
    return row >= shift && row - shift < rows;
  }

  /** Rows of the image that any copy has. */
  int allRows() {
    return rows + shifts - 1;
  }

  /** Where the pixel of this row and column of the whole image is that a window begins with. */
  int window(int channel, int row, int column) {
    int from = row / count;
    return place(channel, row % count, column % count)
        + within(column / count, Math.min(from, shifts - 1), from);
  }

  /**
   * The same of the pixel that a weight of filters multiplies.
   *
   * @param tap number of the weight within its filter
   */
  int tap(Filters filters, int tap, int row, int column) {
    int width = filters.conv().window().kernelWidth();
    int area = filters.conv().window().kernelHeight() * width;
    return window(tap / area, row + tap % area / width, column + tap % width);
  }
}

package org.sparsevd.machine.net;

/**
 * An image in {@code count * count} phases: the one at {@code (v, u)} holds every {@code count}-th
 * pixel of every {@code count}-th row, from row {@code v} and column {@code u} on. Each phase is
 * there several times, copy {@code s} from its column {@code s} on. So what a window reads begins
 * where a row begins, and few loads cross a cache line.
 *
 * <p>What pooling by two compares lies at the same place of four phases, and is an image in phases
 * again, half as many each way.
 *
 * @param base bytes from the memory's beginning to the first copy
 * @param count phases in each direction
 * @param rows of a copy
 * @param pitch floats of a row
 * @param copies of each phase
 */
record Phases(int base, int channels, int count, int rows, int pitch, int copies) {
  private static final int LANES = 8;

  /** Floats that a row is a multiple of. */
  private static final int HALF = LANES / 2;

  /**
   * The phases that filters read.
   *
   * @param count in each direction
   * @param memory where they get a place
   */
  static Phases read(Filters filters, int count, Memory memory) {
    int half = count / 2;
    int found = (filters.pooled().dim(1) - 1) / half + 1;
    int across = (filters.pooled().dim(2) - 1) / half + 1;
    int down = (count + filters.conv().window().kernelHeight() - 2) / count;
    int copies = (count + filters.conv().window().kernelWidth() - 2) / count + 1;
    int pitch = (across + HALF - 1) / HALF * HALF;
    return placed(filters.image().dim(0), count, found + down, pitch, copies, memory);
  }

  /** A plain image of what filters leave. */
  static Phases plain(Filters filters, Memory memory) {
    int pitch = (filters.pooled().dim(2) + HALF - 1) / HALF * HALF;
    return placed(filters.pooled().dim(0), 1, filters.pooled().dim(1), pitch, 1, memory);
  }

  private static Phases placed(
      int channels, int count, int rows, int pitch, int copies, Memory memory) {
    Phases found = new Phases(0, channels, count, rows, pitch, copies);
    return new Phases(memory.take(found.bytes()), channels, count, rows, pitch, copies);
  }

  /** Floats of a copy: whole vectors, and one row that may be read behind. */
  int copySize() {
    return (rows * pitch + LANES - 1) / LANES * LANES;
  }

  /** Bytes of all. */
  long bytes() {
    return (long) channels * count * count * copies * copySize() * Float.BYTES;
  }

  /** Where a row of a copy is: bytes from the memory's beginning. */
  int place(int channel, int down, int across, int copy, int row) {
    int phase = (channel * count + down) * count + across;
    return base + ((phase * copies + copy) * copySize() + row * pitch) * Float.BYTES;
  }

  /** Where the pixel of this row and column of the whole image is that a window begins with. */
  int window(int channel, int row, int column) {
    return place(channel, row % count, column % count, column / count, row / count);
  }
}

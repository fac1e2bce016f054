package org.sparsevd.runtime.tile;

/**
 * The cells of a tile in groups that a kernel computes at a time. Row {@code r} of group {@code g}
 * reads from {@code reads[g * rows + r]} on, {@code step} cells apart, and writes to {@code
 * writes[g * rows + r]} on, both for the first channel. Where a tile is narrower than a run, the
 * run ends in the halo or in the next row, which is written later.
 *
 * @param rows one above the other
 * @param cells side by side
 * @param step cells of what is read from one to the next, 1 or 2
 */
public record CellGroups(int rows, int cells, int step, int[] reads, int[] writes) {

  /**
   * The groups of all cells of an output.
   *
   * @param from where the image that is read begins
   * @param to where the output begins
   */
  public static CellGroups of(
      CellRun run, Tiling in, int from, Tiling out, int to, int strideHeight, int strideWidth) {
    return of(run.rows(), run.cells(), in, from, out, to, strideHeight, strideWidth);
  }

  static CellGroups of(
      int rows,
      int cells,
      Tiling in,
      int from,
      Tiling out,
      int to,
      int strideHeight,
      int strideWidth) {
    int across = (out.tileWidth() + cells - 1) / cells;
    int down = (out.tileHeight() + rows - 1) / rows;
    int[] reads = new int[down * across * rows];
    int[] writes = new int[reads.length];
    for (int i = 0; i < reads.length; i++) {
      int group = i / rows;
      int x = Math.max(0, Math.min(group % across * cells, out.tileWidth() - cells));
      int last = Math.max(0, out.tileHeight() - rows);
      int y = Math.min(out.tileHeight() - 1, Math.min(group / across * rows, last) + i % rows);
      reads[i] = from + in.cell(y * strideHeight, x * strideWidth);
      writes[i] = to + out.cell(y, x);
    }
    return new CellGroups(rows, cells, strideWidth, reads, writes);
  }

  public int count() {
    return reads.length / rows;
  }

  /** Sums of a group. */
  public int sums() {
    return rows * cells;
  }
}

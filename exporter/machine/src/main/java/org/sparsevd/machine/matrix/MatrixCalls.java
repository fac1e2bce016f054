package org.sparsevd.machine.matrix;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;

/**
 * Shares a product out to calls of code. A call takes some ten microseconds: a garbage collection
 * has to wait for it.
 *
 * @param code for blocks of so many rows
 */
record MatrixCalls(Width width, Function[] code) {
  /** Vectors that are multiplied and added in a call. */
  private static final int LINE = 64;

  private static final int MOST = 40_000;

  /**
   * For vectors of one width.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  static MatrixCalls of(Width width) {
    Function[] code = new Function[MatrixShape.mostRows(width) + 1];
    for (int rows = 1; rows < code.length; rows++) {
      code[rows] = new CodeBlock(new MatrixCode(new MatrixShape(width, rows)).write()).function(0);
    }
    return new MatrixCalls(width, code);
  }

  /**
   * Adds products. All that is touched was looked at. Places and strides are in bytes.
   *
   * @param count elements of a row of {@code a}
   */
  void run(
      MemorySegment a,
      long x,
      long xStride,
      int rows,
      int count,
      MemorySegment b,
      long w,
      long wStride,
      long wPanel,
      int panels,
      MemorySegment c,
      long y,
      long yStride) {
    int most = code.length - 1;
    int blocks = (rows + most - 1) / most;
    int few = rows / blocks;
    int larger = rows % blocks;
    long panel = (long) MatrixShape.VECTORS * width.bytes();
    int together = (int) Math.max(1, MOST / ((long) rows * count * MatrixShape.VECTORS));
    int split = few * (blocks - larger);
    int lines = Math.min(count, lines(count * wStride, blocks, together));
    for (int p = 0; p < panels; p += together) {
      int some = Math.min(together, panels - p);
      long from = w + p * wPanel;
      long to = y + p * panel;
      blocks(
          0,
          lines,
          few,
          blocks - larger,
          a,
          x,
          xStride,
          count,
          b,
          from,
          wStride,
          wPanel,
          some,
          c,
          to,
          yStride);
      if (larger > 0) {
        blocks(
            blocks - larger,
            lines,
            few + 1,
            larger,
            a,
            x + split * xStride,
            xStride,
            count,
            b,
            from,
            wStride,
            wPanel,
            some,
            c,
            to + split * yStride,
            yStride);
      }
    }
  }

  /** Cache lines of the next panel that each block asks for. */
  private static int lines(long bytes, int blocks, int together) {
    long lines = together > 1 ? 0 : bytes / LINE / blocks;
    return Math.toIntExact(lines);
  }

  /** Blocks of as many rows each. */
  private void blocks(
      int first,
      int lines,
      int rows,
      int blocks,
      MemorySegment a,
      long x,
      long xStride,
      int count,
      MemorySegment b,
      long w,
      long wStride,
      long wPanel,
      int panels,
      MemorySegment c,
      long y,
      long yStride) {
    long own = (long) rows * count * MatrixShape.VECTORS;
    int together = (int) Math.max(1, Math.min(blocks, MOST / own));
    for (int block = 0; block < blocks; block += together) {
      int some = Math.min(together, blocks - block);
      long from = x + (long) block * rows * xStride;
      long to = y + (long) block * rows * yStride;
      long ahead = wPanel + (long) (first + block) * lines * LINE;
      code[rows].callShort(
          a, b, c, from, w, to, xStride, wStride, yStride, wPanel, count, some, panels, ahead,
          lines);
    }
  }
}

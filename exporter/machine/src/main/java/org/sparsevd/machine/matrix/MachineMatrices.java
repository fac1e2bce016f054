package org.sparsevd.machine.matrix;

import java.util.Objects;
import java.util.Optional;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.runtime.matrix.ColumnShares;
import org.sparsevd.runtime.matrix.MatrixKernels;

/**
 * Products of matrices as code. What it may touch is compared with the arrays before each call.
 *
 * @param shares code for softmax down columns
 * @param others who computes the last columns where they are no whole panel
 * @param known arrays of earlier calls
 */
public record MachineMatrices(
    MatrixCalls calls, MachineShares.Code shares, MatrixKernels others, KnownArrays known)
    implements MatrixKernels {

  /**
   * Code for vectors of one width.
   *
   * @param others for panels as wide
   * @return nothing where there is no memory for code
   */
  public static Optional<MachineMatrices> of(Width width, MatrixKernels others) {
    if (others.width() != MatrixShape.VECTORS * width.lanes()) {
      return Optional.empty();
    }
    try {
      MachineShares.Code shares = MachineShares.Code.of(width);
      MatrixCalls calls = MatrixCalls.of(width);
      return Optional.of(new MachineMatrices(calls, shares, others, new KnownArrays()));
    } catch (MachineException | OutOfMemoryError e) {
      return Optional.empty();
    }
  }

  /** Whether it is code for such vectors. */
  public boolean isFor(Width width) {
    return calls.width() == width;
  }

  /** The same for another step, which knows other arrays. */
  public MachineMatrices another() {
    return new MachineMatrices(calls, shares, others, new KnownArrays());
  }

  @Override
  public int width() {
    return others.width();
  }

  @Override
  public int room() {
    return others.room();
  }

  @Override
  public float largest(float[] values, int from, int length, float[] room) {
    return others.largest(values, from, length, room);
  }

  @Override
  public ColumnShares shares(float scale) {
    return new MachineShares(shares, ShareTable.of(scale), new KnownArrays());
  }

  @Override
  public void add(
      float[] a,
      int x,
      int xStride,
      int rows,
      int count,
      float[] b,
      int w,
      int wStride,
      int wPanel,
      int columns,
      float[] c,
      int y,
      int yStride,
      float[] room) {
    int panels = columns / width();
    if (rows > 0 && count > 0 && panels > 0) {
      check(a.length, x, rows, xStride, count);
      check(b.length, w, panels, wPanel, (count - 1L) * wStride + width());
      check(c.length, y, rows, yStride, (long) panels * width());
      calls.run(
          known.of(a),
          bytes(x),
          bytes(xStride),
          rows,
          count,
          known.of(b),
          bytes(w),
          bytes(wStride),
          bytes(wPanel),
          panels,
          known.of(c),
          bytes(y),
          bytes(yStride));
    }
    int done = panels * width();
    if (done < columns) {
      int rest = columns - done;
      int last = w + panels * wPanel;
      others.add(
          a, x, xStride, rows, count, b, last, wStride, wPanel, rest, c, y + done, yStride, room);
    }
  }

  private static void check(int length, int first, int rows, int stride, long floats) {
    long all = (rows - 1L) * stride + floats;
    if (stride < 0 || floats < 0) {
      throw new IndexOutOfBoundsException("rows follow each other, not " + stride + " apart");
    }
    Objects.checkFromIndexSize(first, all, (long) length);
  }

  private static long bytes(int floats) {
    return (long) floats * Float.BYTES;
  }
}

package org.sparsevd.runtime.kernel;

import java.util.Arrays;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.curve.CurveLoop;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.SparseFilters;

/**
 * Kernels in plain Java. Inner loops add multiples of runs of floats to another run, a form that
 * the JIT can turn into vector instructions by itself.
 */
public final class ScalarKernels implements Kernels {
  /** Shorter runs are computed together with the gaps between them. */
  private static final int SHORT_RUN = 64;

  /** Rows of a matrix at a time: one sum would wait for itself. */
  private static final int SLICE = 4;

  private final Products products;
  private final boolean careful;

  private ScalarKernels(boolean fused, boolean careful) {
    this.products = new Products(fused);
    this.careful = careful;
  }

  /**
   * Kernels that round as they are told.
   *
   * @param fused whether products are added unrounded, which is very slow on processors that have
   *     no instruction for it
   */
  public ScalarKernels(boolean fused) {
    this(fused, false);
  }

  /** Kernels that leave out weights that are zero, and nothing else, whatever the inputs are. */
  public static ScalarKernels careful(boolean fused) {
    return new ScalarKernels(fused, true);
  }

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public int sliceHeight(int rows) {
    return SLICE;
  }

  @Override
  public boolean fuses() {
    return products.fused();
  }

  @Override
  public boolean isCareful() {
    return careful;
  }

  @Override
  public CurveLoop curve(Curve curve) {
    return CurveLoop.plain(curve);
  }

  @Override
  public boolean bridgesGaps() {
    return true;
  }

  @Override
  public int scratch(Positions grid) {
    return grid.reach();
  }

  @Override
  public int sums(SparseFilters filters, Positions grid) {
    return 0;
  }

  @Override
  public boolean areOrdinary(float[] values, int from, int length, Scratch scratch) {
    boolean ordinary = true;
    for (int i = from; i < from + length; i++) {
      ordinary &= Math.abs(values[i]) < ORDINARY;
    }
    return ordinary;
  }

  @Override
  public void sparse(
      SparseFilters filters,
      Positions grid,
      float[] in,
      float[] out,
      Scratch scratch,
      float floor) {
    boolean whole = isWhole(grid);
    int length = whole ? grid.reach() : grid.runLength;
    for (int f = 0; f < filters.count(); f++) {
      for (int r = 0; r < (whole ? 1 : grid.starts.length); r++) {
        sums(filters, f, in, grid.starts[r], length, scratch);
        store(scratch.sums(), grid, whole, r, out, f * grid.size());
      }
      ScalarMaxima.raise(out, f * grid.size(), grid.size(), floor);
    }
  }

  @Override
  public void sparse(
      SparseFilters filters,
      Positions grid,
      PoolSquares squares,
      float[] in,
      float[] out,
      Scratch scratch,
      float floor) {
    for (int f = 0; f < filters.count(); f++) {
      sums(filters, f, in, grid.starts[0], grid.runLength, scratch);
      int to = f * squares.size();
      ScalarMaxima.channel(squares, scratch.sums(), 0, out, to);
      ScalarMaxima.raise(out, to, squares.size(), floor);
    }
  }

  /** One filter at one run. */
  private void sums(
      SparseFilters filters, int f, float[] in, int start, int length, Scratch scratch) {
    Arrays.fill(scratch.sums(), 0, length, filters.bias()[f]);
    for (int block = 0; block < filters.blocks(); block++) {
      int stream = block * filters.count() + f;
      int end = filters.starts()[stream + 1];
      int k = filters.starts()[stream];
      for (; k < end - 3; k += 4) {
        copyFour(filters.offsets(), k, in, start, length, scratch);
        products.addFour(filters.weights(), k, 1, length, scratch);
      }
      for (; k < end; k++) {
        System.arraycopy(in, start + filters.offsets()[k], scratch.copies(0), 0, length);
        products.addOne(filters.weights()[k], scratch.copies(0), scratch.sums(), length);
      }
    }
  }

  @Override
  public void dense(
      DenseFilters filters, Positions grid, float[] in, float[] out, Scratch scratch, float floor) {
    boolean whole = isWhole(grid);
    int length = whole ? grid.reach() : grid.runLength;
    for (int f = 0; f < filters.bias().length; f++) {
      for (int r = 0; r < (whole ? 1 : grid.starts.length); r++) {
        sums(filters, f, in, grid.starts[r], length, scratch);
        store(scratch.sums(), grid, whole, r, out, f * grid.size());
      }
      ScalarMaxima.raise(out, f * grid.size(), grid.size(), floor);
    }
  }

  private void sums(
      DenseFilters filters, int f, float[] in, int start, int length, Scratch scratch) {
    int[] offsets = filters.offsets();
    Arrays.fill(scratch.sums(), 0, length, filters.bias()[f]);
    int k = 0;
    for (; k < offsets.length - 3; k += 4) {
      copyFour(offsets, k, in, start, length, scratch);
      products.addFour(filters.weights(), filters.index(f, k), DenseFilters.GROUP, length, scratch);
    }
    for (; k < offsets.length; k++) {
      System.arraycopy(in, start + offsets[k], scratch.copies(0), 0, length);
      float weight = filters.weights()[filters.index(f, k)];
      products.addOne(weight, scratch.copies(0), scratch.sums(), length);
    }
  }

  /** Whether the grid is best computed as one run, gaps included: short runs, small gaps. */
  private static boolean isWhole(Positions grid) {
    return grid.starts.length > 1 && grid.runLength < SHORT_RUN && grid.reach() <= 2 * grid.size();
  }

  /**
   * The copies cost less than they save: the JIT of JDK 17 forms vectors only where all arrays have
   * the same index.
   */
  private static void copyFour(
      int[] offsets, int k, float[] in, int start, int length, Scratch scratch) {
    for (int i = 0; i < 4; i++) {
      System.arraycopy(in, start + offsets[k + i], scratch.copies(i), 0, length);
    }
  }

  private static void store(
      float[] sums, Positions grid, boolean whole, int run, float[] out, int to) {
    if (!whole) {
      System.arraycopy(sums, 0, out, to + run * grid.runLength, grid.runLength);
      return;
    }
    for (int r = 0; r < grid.starts.length; r++) {
      int from = grid.starts[r] - grid.starts[0];
      System.arraycopy(sums, from, out, to + r * grid.runLength, grid.runLength);
    }
  }

  @Override
  public void pooled(PhaseFilters filters, float[] in, float[] out, float floor) {
    new ScalarPhases(products).pooled(filters, in, out, floor);
  }

  @Override
  public void pooled(ShiftedFilters filters, float[] in, int start, float[] out, float floor) {
    new ScalarPhases(products).pooled(filters, in, start, out, floor);
  }

  @Override
  public void raise(float[] values, int length, float floor) {
    ScalarMaxima.raise(values, 0, length, floor);
  }

  @Override
  public void multiply(DenseColumns columns, float[] x, float[] y, Scratch scratch, float floor) {
    for (int s = 0; s < columns.slices(); s++) {
      int row = columns.rows()[s];
      multiplyFour(columns, columns.start() + row * columns.columns(), x, y, row);
    }
    ScalarMaxima.raise(y, 0, columns.rows()[columns.slices()], floor);
  }

  private void multiplyFour(DenseColumns all, int from, float[] x, float[] y, int r) {
    float[] w = all.weights();
    float s0 = all.bias()[r];
    float s1 = all.bias()[r + 1];
    float s2 = all.bias()[r + 2];
    float s3 = all.bias()[r + 3];
    int k = from;
    for (int c = 0; c < all.columns(); c++) {
      s0 = products.add(w[k], x[c], s0);
      s1 = products.add(w[k + 1], x[c], s1);
      s2 = products.add(w[k + 2], x[c], s2);
      s3 = products.add(w[k + 3], x[c], s3);
      k += SLICE;
    }
    y[r] = s0;
    y[r + 1] = s1;
    y[r + 2] = s2;
    y[r + 3] = s3;
  }

  @Override
  public void interleave(
      float[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    ScalarMoves.interleave(inputs, from, count, size, live, block, width);
  }

  @Override
  public void interleave(
      byte[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    ScalarMoves.interleave(inputs, from, count, size, live, block, width);
  }

  @Override
  public void widen(byte[] bytes, int from, int length, float[] floats) {
    ScalarMoves.widen(bytes, from, length, floats);
  }

  @Override
  public void copy(float[] from, float[] to, int start, RowCopies rows) {
    ScalarMoves.copy(from, to, start, rows);
  }

  @Override
  public void largest(
      int[] offsets, Positions grid, int channels, int channelStride, float[] in, float[] out) {
    ScalarMaxima.largest(offsets, grid, channels, channelStride, in, out);
  }

  @Override
  public void largest(PoolSquares squares, int channels, float[] in, float[] out) {
    ScalarMaxima.largest(squares, channels, in, out);
  }
}

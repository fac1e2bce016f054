package org.sparsevd.runtime.kernel;

import java.util.Arrays;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.ShiftedPhases;
import org.sparsevd.runtime.layout.SparseFilters;

/**
 * Kernels in plain Java. Inner loops add multiples of runs of floats to another run, a form that
 * the JIT can turn into vector instructions by itself.
 */
public final class ScalarKernels implements Kernels {
  /** Shorter runs are computed together with the gaps between them. */
  private static final int SHORT_RUN = 64;

  /** RowCopies of a matrix at a time: one sum would wait for itself. */
  private static final int SLICE = 4;

  private final boolean fused;

  /**
   * Kernels that round as they are told.
   *
   * @param fused whether products are added unrounded, which is very slow on processors that have
   *     no instruction for it
   */
  public ScalarKernels(boolean fused) {
    this.fused = fused;
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
    return fused;
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
      raise(out, f * grid.size(), grid.size(), floor);
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
      channel(squares, scratch.sums(), 0, out, to);
      raise(out, to, squares.size(), floor);
    }
  }

  /** One filter at one run. */
  private void sums(
      SparseFilters filters, int f, float[] in, int start, int length, Scratch scratch) {
    float[] sums = scratch.sums();
    Arrays.fill(sums, 0, length, filters.bias()[f]);
    for (int block = 0; block < filters.blocks(); block++) {
      int stream = block * filters.count() + f;
      int end = filters.starts()[stream + 1];
      int k = filters.starts()[stream];
      for (; k < end - 3; k += 4) {
        copyFour(filters.offsets(), k, in, start, length, scratch);
        addFour(filters.weights(), k, 1, length, scratch);
      }
      for (; k < end; k++) {
        System.arraycopy(in, start + filters.offsets()[k], scratch.copies(0), 0, length);
        addOne(filters.weights()[k], scratch.copies(0), sums, length);
      }
    }
  }

  @Override
  public void dense(
      DenseFilters filters, Positions grid, float[] in, float[] out, Scratch scratch, float floor) {
    boolean whole = isWhole(grid);
    int length = whole ? grid.reach() : grid.runLength;
    float[] sums = scratch.sums();
    int[] offsets = filters.offsets();
    for (int f = 0; f < filters.bias().length; f++) {
      for (int r = 0; r < (whole ? 1 : grid.starts.length); r++) {
        Arrays.fill(sums, 0, length, filters.bias()[f]);
        int start = grid.starts[r];
        int k = 0;
        for (; k < offsets.length - 3; k += 4) {
          copyFour(offsets, k, in, start, length, scratch);
          addFour(filters.weights(), filters.index(f, k), DenseFilters.GROUP, length, scratch);
        }
        for (; k < offsets.length; k++) {
          System.arraycopy(in, start + offsets[k], scratch.copies(0), 0, length);
          float weight = filters.weights()[filters.index(f, k)];
          addOne(weight, scratch.copies(0), sums, length);
        }
        store(sums, grid, whole, r, out, f * grid.size());
      }
      raise(out, f * grid.size(), grid.size(), floor);
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
      int from = start + offsets[k + i];
      System.arraycopy(in, from, scratch.copies(i), 0, length);
    }
  }

  private void addFour(float[] weights, int k, int step, int length, Scratch scratch) {
    float[] sums = scratch.sums();
    float[] a = scratch.copies(0);
    float[] b = scratch.copies(1);
    float[] c = scratch.copies(2);
    float[] d = scratch.copies(3);
    float u = weights[k];
    float v = weights[k + step];
    float w = weights[k + 2 * step];
    float x = weights[k + 3 * step];
    if (fused) {
      fuseFour(u, a, v, b, w, c, x, d, sums, length);
    } else {
      addFour(u, a, v, b, w, c, x, d, sums, length);
    }
  }

  private static void addFour(
      float u,
      float[] a,
      float v,
      float[] b,
      float w,
      float[] c,
      float x,
      float[] d,
      float[] sums,
      int length) {
    for (int i = 0; i < length; i++) {
      sums[i] = sums[i] + u * a[i] + v * b[i] + w * c[i] + x * d[i];
    }
  }

  private static void fuseFour(
      float u,
      float[] a,
      float v,
      float[] b,
      float w,
      float[] c,
      float x,
      float[] d,
      float[] sums,
      int length) {
    for (int i = 0; i < length; i++) {
      float sum = Math.fma(v, b[i], Math.fma(u, a[i], sums[i]));
      sums[i] = Math.fma(x, d[i], Math.fma(w, c[i], sum));
    }
  }

  private void addOne(float weight, float[] values, float[] sums, int length) {
    if (fused) {
      for (int i = 0; i < length; i++) {
        sums[i] = Math.fma(weight, values[i], sums[i]);
      }
    } else {
      for (int i = 0; i < length; i++) {
        sums[i] += weight * values[i];
      }
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
    int phases = filters.out().count() * filters.out().count();
    for (int i = 0; i < filters.count() * phases; i++) {
      int to = i * filters.out().phaseSize();
      Arrays.fill(out, to, to + filters.length(), floor);
      for (int c = 0; c < PhaseFilters.SQUARE; c++) {
        for (int at = 0; at < filters.length(); at++) {
          out[to + at] = Math.max(out[to + at], sum(filters, i / phases, i % phases, c, in, at));
        }
      }
    }
  }

  @Override
  public void pooled(ShiftedFilters filters, float[] in, int start, float[] out, float floor) {
    int phases = filters.out().count() * filters.out().count();
    for (int i = 0; i < filters.count() * phases; i++) {
      int to = i * filters.out().phaseSize();
      Arrays.fill(out, to, to + filters.length(), floor);
      for (int c = 0; c < PhaseFilters.SQUARE; c++) {
        int from = start + filters.from(i % phases) + ShiftedPhases.place(0, c / 2, c % 2);
        for (int at = 0; at < filters.length(); at++) {
          out[to + at] = Math.max(out[to + at], sum(filters, i / phases, in, from + at));
        }
      }
    }
  }

  private float sum(ShiftedFilters filters, int f, float[] in, int at) {
    float sum = filters.bias()[f];
    for (int k = filters.starts()[f]; k < filters.starts()[f + 1]; k++) {
      sum = add(filters.weights()[k], in[at + filters.offsets()[k]], sum);
    }
    return sum;
  }

  /** One place of one of the four phases of a phase. */
  private float sum(PhaseFilters filters, int f, int phase, int c, float[] in, int at) {
    float sum = filters.bias()[f];
    for (int k = filters.starts()[f]; k < filters.starts()[f + 1]; k++) {
      long four = filters.offsets()[phase * filters.weights().length + k];
      int offset = (int) (four >>> c * PhaseFilters.BITS) & PhaseFilters.MASK;
      sum = add(filters.weights()[k], in[at + offset], sum);
    }
    return sum;
  }

  @Override
  public void raise(float[] values, int length, float floor) {
    raise(values, 0, length, floor);
  }

  private static void raise(float[] out, int from, int length, float floor) {
    if (floor > Float.NEGATIVE_INFINITY) {
      for (int i = from; i < from + length; i++) {
        out[i] = Math.max(out[i], floor);
      }
    }
  }

  @Override
  public void multiply(DenseColumns columns, float[] x, float[] y, Scratch scratch, float floor) {
    for (int s = 0; s < columns.slices(); s++) {
      int row = columns.rows()[s];
      multiplyFour(columns, columns.start() + row * columns.columns(), x, y, row);
    }
    raise(y, 0, columns.rows()[columns.slices()], floor);
  }

  private void multiplyFour(DenseColumns all, int from, float[] x, float[] y, int r) {
    float[] w = all.weights();
    float s0 = all.bias()[r];
    float s1 = all.bias()[r + 1];
    float s2 = all.bias()[r + 2];
    float s3 = all.bias()[r + 3];
    int k = from;
    for (int c = 0; c < all.columns(); c++) {
      s0 = add(w[k], x[c], s0);
      s1 = add(w[k + 1], x[c], s1);
      s2 = add(w[k + 2], x[c], s2);
      s3 = add(w[k + 3], x[c], s3);
      k += SLICE;
    }
    y[r] = s0;
    y[r + 1] = s1;
    y[r + 2] = s2;
    y[r + 3] = s3;
  }

  private float add(float weight, float value, float sum) {
    return fused ? Math.fma(weight, value, sum) : sum + weight * value;
  }

  @Override
  public void interleave(
      float[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    int b = 0;
    for (; b <= count - 8; b += 8) {
      eight(inputs, from + b * size, size, live, block, b, width);
    }
    for (; b < count; b++) {
      for (int i = 0; i < live.length; i++) {
        block[i * width + b] = inputs[from + b * size + live[i]];
      }
    }
  }

  /** Writes run after run of eight floats. */
  private static void eight(
      float[] in, int from, int size, int[] live, float[] block, int to, int width) {
    for (int i = 0; i < live.length; i++) {
      int at = from + live[i];
      int t = to + i * width;
      block[t] = in[at];
      block[t + 1] = in[at + size];
      block[t + 2] = in[at + 2 * size];
      block[t + 3] = in[at + 3 * size];
      block[t + 4] = in[at + 4 * size];
      block[t + 5] = in[at + 5 * size];
      block[t + 6] = in[at + 6 * size];
      block[t + 7] = in[at + 7 * size];
    }
  }

  @Override
  public void interleave(
      byte[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    int b = 0;
    for (; b <= count - 8; b += 8) {
      eight(inputs, from + b * size, size, live, block, b, width);
    }
    for (; b < count; b++) {
      for (int i = 0; i < live.length; i++) {
        block[i * width + b] = inputs[from + b * size + live[i]] & 0xff;
      }
    }
  }

  private static void eight(
      byte[] in, int from, int size, int[] live, float[] block, int to, int width) {
    for (int i = 0; i < live.length; i++) {
      int at = from + live[i];
      int t = to + i * width;
      block[t] = in[at] & 0xff;
      block[t + 1] = in[at + size] & 0xff;
      block[t + 2] = in[at + 2 * size] & 0xff;
      block[t + 3] = in[at + 3 * size] & 0xff;
      block[t + 4] = in[at + 4 * size] & 0xff;
      block[t + 5] = in[at + 5 * size] & 0xff;
      block[t + 6] = in[at + 6 * size] & 0xff;
      block[t + 7] = in[at + 7 * size] & 0xff;
    }
  }

  @Override
  public void widen(byte[] bytes, int from, int length, float[] floats) {
    for (int i = 0; i < length; i++) {
      floats[i] = bytes[from + i] & 0xff;
    }
  }

  @Override
  public void copy(float[] from, float[] to, int start, RowCopies rows) {
    int[] sources = rows.sources();
    int[] targets = rows.targets();
    for (int r = 0; r < sources.length; r++) {
      for (int i = 0; i < rows.length(); i++) {
        to[start + targets[r] + i] = from[sources[r] + i];
      }
    }
  }

  @Override
  public void largest(
      int[] offsets, Positions grid, int channels, int channelStride, float[] in, float[] out) {
    int to = 0;
    for (int c = 0; c < channels; c++) {
      for (int start : grid.starts) {
        int from = c * channelStride + start;
        System.arraycopy(in, from + offsets[0], out, to, grid.runLength);
        for (int k = 1; k < offsets.length; k++) {
          raise(in, from + offsets[k], out, to, grid.runLength);
        }
        to += grid.runLength;
      }
    }
  }

  private static void raise(float[] in, int from, float[] out, int to, int length) {
    for (int i = 0; i < length; i++) {
      out[to + i] = Math.max(out[to + i], in[from + i]);
    }
  }

  @Override
  public void largest(PoolSquares squares, int channels, float[] in, float[] out) {
    for (int c = 0; c < channels; c++) {
      channel(squares, in, c * squares.channelSize(), out, c * squares.size());
    }
  }

  private static void channel(PoolSquares squares, float[] in, int start, float[] out, int at) {
    int block = squares.block();
    int length = squares.columns() * block;
    for (int row = 0; row < squares.rows(); row++) {
      int from = start + 2 * row * squares.pitch();
      int to = at + row * length;
      if (block == 1) {
        row(in, from, from + squares.pitch(), out, to, length);
      } else {
        for (int i = 0; i < length; i += block) {
          square(in, from + 2 * i, squares.pitch(), block, out, to + i);
        }
      }
    }
  }

  /** A row of squares of one input. */
  private static void row(float[] in, int above, int below, float[] out, int to, int length) {
    for (int i = 0; i < length; i++) {
      float upper = Math.max(in[above + 2 * i], in[above + 2 * i + 1]);
      out[to + i] = Math.max(upper, Math.max(in[below + 2 * i], in[below + 2 * i + 1]));
    }
  }

  /** One square of each input of a block. */
  private static void square(float[] in, int from, int below, int block, float[] out, int to) {
    for (int b = 0; b < block; b++) {
      float above = Math.max(in[from + b], in[from + b + block]);
      float under = Math.max(in[from + b + below], in[from + b + below + block]);
      out[to + b] = Math.max(above, under);
    }
  }
}

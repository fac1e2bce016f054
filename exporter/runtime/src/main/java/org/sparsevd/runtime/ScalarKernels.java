package org.sparsevd.runtime;

import java.util.Arrays;

/**
 * Kernels in plain Java. Inner loops add a multiple of one run of floats to another, a form that
 * the JIT can turn into vector instructions by itself.
 */
final class ScalarKernels implements Kernels {
  /** Shorter runs are computed together with the gaps between them. */
  private static final int SHORT_RUN = 64;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public void sparse(
      SparseFilters filters,
      Grid grid,
      float[] in,
      float[] out,
      float[] sums,
      float[] copy,
      boolean relu) {
    int[] starts = filters.starts();
    boolean whole = isWhole(grid);
    for (int f = 0; f < filters.count(); f++) {
      for (int r = 0; r < (whole ? 1 : grid.starts.length); r++) {
        int length = whole ? grid.reach() : grid.runLength;
        Arrays.fill(sums, 0, length, filters.bias()[f]);
        for (int k = starts[f]; k < starts[f + 1]; k++) {
          int from = (whole ? 0 : grid.starts[r]) + filters.offsets()[k];
          add(filters.weights()[k], in, from, length, sums, copy);
        }
        store(sums, grid, whole, r, out, f * grid.size());
      }
      rectify(out, f * grid.size(), grid.size(), relu);
    }
  }

  @Override
  public void dense(
      DenseFilters filters,
      Grid grid,
      float[] in,
      float[] out,
      float[] sums,
      float[] copy,
      boolean relu) {
    boolean whole = isWhole(grid);
    for (int f = 0; f < filters.bias().length; f++) {
      for (int r = 0; r < (whole ? 1 : grid.starts.length); r++) {
        int length = whole ? grid.reach() : grid.runLength;
        Arrays.fill(sums, 0, length, filters.bias()[f]);
        for (int k = 0; k < filters.offsets().length; k++) {
          int from = (whole ? 0 : grid.starts[r]) + filters.offsets()[k];
          add(filters.weight(f, k), in, from, length, sums, copy);
        }
        store(sums, grid, whole, r, out, f * grid.size());
      }
      rectify(out, f * grid.size(), grid.size(), relu);
    }
  }

  /** Whether the grid is best computed as one run, gaps included: short runs, small gaps. */
  private static boolean isWhole(Grid grid) {
    return grid.starts.length > 1 && grid.runLength < SHORT_RUN && grid.reach() <= 2 * grid.size();
  }

  /**
   * Adds a multiple of a run to the sums. The copy costs less than it saves: the JIT of JDK 17
   * forms vectors only where both arrays have the same index.
   */
  private static void add(
      float weight, float[] in, int from, int length, float[] sums, float[] copy) {
    System.arraycopy(in, from, copy, 0, length);
    addAligned(weight, copy, sums, length);
  }

  private static void addAligned(float weight, float[] values, float[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * values[i];
    }
  }

  private static void store(float[] sums, Grid grid, boolean whole, int run, float[] out, int to) {
    if (!whole) {
      System.arraycopy(sums, 0, out, to + run * grid.runLength, grid.runLength);
      return;
    }
    for (int r = 0; r < grid.starts.length; r++) {
      System.arraycopy(sums, grid.starts[r], out, to + r * grid.runLength, grid.runLength);
    }
  }

  private static void rectify(float[] out, int from, int length, boolean relu) {
    if (relu) {
      for (int i = from; i < from + length; i++) {
        out[i] = Math.max(out[i], 0);
      }
    }
  }

  @Override
  public void multiply(
      float[] weight, int columns, float[] bias, float[] x, float[] y, boolean relu) {
    for (int r = 0; r < bias.length; r++) {
      float sum = bias[r] + dot(weight, r * columns, x, columns);
      y[r] = relu ? Math.max(sum, 0) : sum;
    }
  }

  /** Four partial sums, because one would wait for itself. */
  private static float dot(float[] weight, int from, float[] x, int columns) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int c = 0;
    for (; c < columns - 3; c += 4) {
      s0 += weight[from + c] * x[c];
      s1 += weight[from + c + 1] * x[c + 1];
      s2 += weight[from + c + 2] * x[c + 2];
      s3 += weight[from + c + 3] * x[c + 3];
    }
    for (; c < columns; c++) {
      s0 += weight[from + c] * x[c];
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public void interleave(
      float[] inputs, int from, int count, int size, float[] block, int width, int first) {
    int i = 0;
    for (; i <= size - 8; i += 8) {
      for (int b = 0; b < count; b++) {
        scatterEight(inputs, from + b * size + i, block, i * width + first + b, width);
      }
    }
    for (; i < size; i++) {
      for (int b = 0; b < count; b++) {
        block[i * width + first + b] = inputs[from + b * size + i];
      }
    }
  }

  /** Few enough places that all of them stay in the first-level cache from input to input. */
  private static void scatterEight(float[] in, int at, float[] block, int to, int width) {
    block[to] = in[at];
    block[to + width] = in[at + 1];
    block[to + 2 * width] = in[at + 2];
    block[to + 3 * width] = in[at + 3];
    block[to + 4 * width] = in[at + 4];
    block[to + 5 * width] = in[at + 5];
    block[to + 6 * width] = in[at + 6];
    block[to + 7 * width] = in[at + 7];
  }

  @Override
  public void widen(byte[] bytes, int from, int length, float[] floats) {
    for (int i = 0; i < length; i++) {
      floats[i] = bytes[from + i] & 0xff;
    }
  }

  @Override
  public void largest(
      int[] offsets, Grid grid, int channels, int channelStride, float[] in, float[] out) {
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
  public void largestOfSquares(int channels, int height, int width, float[] in, float[] out) {
    int to = 0;
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < height / 2; row++) {
        squares(in, (c * height + 2 * row) * width, width, out, to);
        to += width / 2;
      }
    }
  }

  private static void squares(float[] in, int from, int width, float[] out, int to) {
    for (int i = 0; i < width / 2; i++) {
      int above = from + 2 * i;
      int below = above + width;
      out[to + i] =
          Math.max(Math.max(in[above], in[above + 1]), Math.max(in[below], in[below + 1]));
    }
  }
}

package org.sparsevd.runtime;

import java.util.Arrays;

/**
 * Kernels in plain Java. Inner loops add a multiple of one run of floats to another, the form that
 * the JIT turns into vector instructions by itself.
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
      SparseFilters filters, Grid grid, float[] in, float[] out, float[] scratch, boolean relu) {
    int[] starts = filters.starts();
    for (int f = 0; f < filters.count(); f++) {
      float bias = filters.bias()[f];
      int to = f * grid.size();
      if (isBroken(grid)) {
        Arrays.fill(scratch, 0, grid.reach(), bias);
        for (int k = starts[f]; k < starts[f + 1]; k++) {
          add(filters.weights()[k], in, filters.offsets()[k], scratch, 0, grid.reach());
        }
        collect(scratch, grid, out, to);
      } else {
        Arrays.fill(out, to, to + grid.size(), bias);
        for (int r = 0; r < grid.starts.length; r++) {
          int run = to + r * grid.runLength;
          int start = grid.starts[r];
          for (int k = starts[f]; k < starts[f + 1]; k++) {
            int from = start + filters.offsets()[k];
            add(filters.weights()[k], in, from, out, run, grid.runLength);
          }
        }
      }
      rectify(out, to, grid.size(), relu);
    }
  }

  @Override
  public void dense(
      DenseFilters filters, Grid grid, float[] in, float[] out, float[] scratch, boolean relu) {
    int columns = filters.offsets().length;
    for (int f = 0; f < filters.bias().length; f++) {
      int first = f / DenseFilters.GROUP * columns * DenseFilters.GROUP + f % DenseFilters.GROUP;
      int to = f * grid.size();
      if (isBroken(grid)) {
        Arrays.fill(scratch, 0, grid.reach(), filters.bias()[f]);
        for (int k = 0; k < columns; k++) {
          float weight = filters.weights()[first + k * DenseFilters.GROUP];
          add(weight, in, filters.offsets()[k], scratch, 0, grid.reach());
        }
        collect(scratch, grid, out, to);
      } else {
        Arrays.fill(out, to, to + grid.size(), filters.bias()[f]);
        for (int r = 0; r < grid.starts.length; r++) {
          for (int k = 0; k < columns; k++) {
            float weight = filters.weights()[first + k * DenseFilters.GROUP];
            int from = grid.starts[r] + filters.offsets()[k];
            add(weight, in, from, out, to + r * grid.runLength, grid.runLength);
          }
        }
      }
      rectify(out, to, grid.size(), relu);
    }
  }

  /** Whether the grid is best computed as one run, gaps included: short runs, small gaps. */
  private static boolean isBroken(Grid grid) {
    return grid.starts.length > 1
        && grid.runLength < SHORT_RUN
        && grid.reach() - grid.starts[0] <= 2 * grid.size();
  }

  private static void add(float weight, float[] in, int from, float[] out, int to, int length) {
    for (int i = 0; i < length; i++) {
      out[to + i] += weight * in[from + i];
    }
  }

  private static void collect(float[] scratch, Grid grid, float[] out, int to) {
    for (int r = 0; r < grid.starts.length; r++) {
      System.arraycopy(scratch, grid.starts[r], out, to + r * grid.runLength, grid.runLength);
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

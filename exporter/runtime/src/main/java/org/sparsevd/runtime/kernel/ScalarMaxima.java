package org.sparsevd.runtime.kernel;

import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;

/** Maxima in plain Java. */
final class ScalarMaxima {
  /** Values at a time: the JIT compiles what is called often sooner than a long loop. */
  private static final int SLICE = 256;

  private ScalarMaxima() {}

  /** Makes values at least {@code floor}. */
  static void raise(float[] values, int from, int length, float floor) {
    if (floor > Float.NEGATIVE_INFINITY) {
      int end = from + length;
      for (int start = from; start < end; start += SLICE) {
        raiseSlice(values, start, Math.min(end, start + SLICE), floor);
      }
    }
  }

  private static void raiseSlice(float[] values, int from, int end, float floor) {
    for (int i = from; i < end; i++) {
      values[i] = Math.max(values[i], floor);
    }
  }

  /** See {@link Kernels#largest(int[], Positions, int, int, float[], float[])}. */
  static void largest(
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

  /** See {@link Kernels#largest(PoolSquares, int, float[], float[])}. */
  static void largest(PoolSquares squares, int channels, float[] in, float[] out) {
    for (int c = 0; c < channels; c++) {
      channel(squares, in, c * squares.channelSize(), out, c * squares.size());
    }
  }

  /** The squares of one channel. */
  static void channel(PoolSquares squares, float[] in, int start, float[] out, int at) {
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

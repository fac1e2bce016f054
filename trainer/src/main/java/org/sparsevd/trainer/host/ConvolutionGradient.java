package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Geometry;

/**
 * The gradient of a convolution's weights: {@code dWeight[o, k] = sum_j dy[o, j] x[offset(k) + j]}.
 *
 * <p>Each task owns some of the weights of every filter. It goes over the image a piece of a row at
 * a time and keeps the partial sums lane by lane until the end. The piece of the gradient is copied
 * first: planes are apart by multiples of large powers of two, so that in place all filters would
 * compete for the same few lines of the caches. The order of additions does not depend on how
 * weights are shared out.
 */
final class ConvolutionGradient {
  /** Numbers of a row of pixels that are worked on at a time. */
  private static final int PIECE = 512;

  /** Weights whose pixels stay in the first-level cache while all filters meet them. */
  private static final int NEAR = 18;

  /** Numbers from one row of a copy to the next; no power of two. */
  private static final int PITCH = PIECE + 48;

  /** Partial sums that stay in the second-level cache. */
  private static final int SUMS = 1 << 15;

  private final Kernels kernels;
  private final Workers workers;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /** What one thread works in. */
  private static final class Scratch {
    float[] sums = new float[0];
    float[] rows = new float[0];
    final int[] dyAt = new int[Kernels.DOT_ROWS];
    final int[] xAt = new int[Kernels.DOT_COLUMNS];

    void reserve(int sumCount, int rowNumbers) {
      sums = sums.length < sumCount ? new float[sumCount] : sums;
      rows = rows.length < rowNumbers ? new float[rowNumbers] : rows;
      Arrays.fill(sums, 0, sumCount, 0);
    }
  }

  ConvolutionGradient(Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#weightGradient}. */
  void weightGradient(Geometry g, int[] offsets, float[] dy, float[] x, float[] dWeight) {
    int groups = pieces(g.depth(), Kernels.DOT_COLUMNS);
    int perGroup = pieces(g.outputs(), Kernels.DOT_ROWS) * tileSize();
    int threads = workers.count();
    int tasks = Math.max(pieces(groups * perGroup, SUMS), Math.min(groups, 4 * threads));
    int even = pieces(tasks, threads) * threads;
    int count = Math.min(groups, even);
    workers.run(
        count,
        task -> {
          int first = (int) ((long) groups * task / count) * Kernels.DOT_COLUMNS;
          int last = (int) ((long) groups * (task + 1) / count) * Kernels.DOT_COLUMNS;
          run(g, offsets, dy, x, first, Math.min(last, g.depth()), dWeight);
        });
  }

  private int tileSize() {
    return Kernels.DOT_ROWS * Kernels.DOT_COLUMNS * kernels.dotLanes();
  }

  private static int pieces(int count, int size) {
    return (count + size - 1) / size;
  }

  /** Weights {@code first .. last} of every filter. */
  private void run(
      Geometry g, int[] offsets, float[] dy, float[] x, int first, int last, float[] dWeight) {
    int tiles = pieces(g.outputs(), Kernels.DOT_ROWS) * pieces(last - first, Kernels.DOT_COLUMNS);
    Scratch own = scratch.get();
    own.reserve(tiles * tileSize(), g.outputs() * PITCH);
    int run = g.outputWidth() * g.columns();
    for (int row = 0; row < g.outputHeight(); row++) {
      for (int from = 0; from < run; from += PIECE) {
        int count = Math.min(PIECE, run - from);
        copy(g, dy, row * run + from, count, own.rows);
        piece(g, offsets, x, first, last, g.inputRow(row) + from, count, own);
      }
    }
    finish(g, first, last, own.sums, dWeight);
  }

  private static void copy(Geometry g, float[] dy, int from, int count, float[] rows) {
    int plane = g.outputPixels() * g.columns();
    for (int o = 0; o < g.outputs(); o++) {
      System.arraycopy(dy, o * plane + from, rows, o * PITCH, count);
    }
  }

  private void piece(
      Geometry g,
      int[] offsets,
      float[] x,
      int first,
      int last,
      int xFrom,
      int count,
      Scratch own) {
    for (int from = first; from < last; from += NEAR) {
      int to = Math.min(last, from + NEAR);
      for (int o = 0; o < g.outputs(); o += Kernels.DOT_ROWS) {
        int row = o / Kernels.DOT_ROWS * pieces(last - first, Kernels.DOT_COLUMNS);
        int at = (row + (from - first) / Kernels.DOT_COLUMNS) * tileSize();
        filters(g, offsets, x, o, from, to, xFrom, count, own, at);
      }
    }
  }

  /** Four filters and some weights that read from the same few rows of pixels. */
  private void filters(
      Geometry g,
      int[] offsets,
      float[] x,
      int o,
      int from,
      int to,
      int xFrom,
      int count,
      Scratch own,
      int sumsAt) {
    for (int r = 0; r < Kernels.DOT_ROWS; r++) {
      own.dyAt[r] = Math.min(o + r, g.outputs() - 1) * PITCH;
    }
    int at = sumsAt;
    for (int k = from; k < to; k += Kernels.DOT_COLUMNS) {
      for (int c = 0; c < Kernels.DOT_COLUMNS; c++) {
        own.xAt[c] = offsets[Math.min(k + c, to - 1)] + xFrom;
      }
      kernels.dot(own.rows, own.dyAt, x, own.xAt, count, own.sums, at);
      at += tileSize();
    }
  }

  private void finish(Geometry g, int first, int last, float[] sums, float[] dWeight) {
    int lanes = kernels.dotLanes();
    int at = 0;
    for (int o = 0; o < g.outputs(); o += Kernels.DOT_ROWS) {
      for (int k = first; k < last; k += Kernels.DOT_COLUMNS) {
        for (int i = 0; i < Kernels.DOT_ROWS * Kernels.DOT_COLUMNS; i++) {
          float sum = 0;
          for (int lane = 0; lane < lanes; lane++) {
            sum += sums[at++];
          }
          int output = o + i / Kernels.DOT_COLUMNS;
          int weight = k + i % Kernels.DOT_COLUMNS;
          if (output < g.outputs() && weight < last) {
            dWeight[output * g.depth() + weight] = sum;
          }
        }
      }
    }
  }
}

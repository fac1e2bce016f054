package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.vector.ProductCode;

/**
 * The gradient of a convolution's weights: {@code dWeight[o, k] = sum_j dy[o, j] x[offset(k) + j]}.
 *
 * <p>Each task owns some of the weights of every filter. It goes over the image a piece of a row at
 * a time and keeps the partial sums lane by lane until the end. The piece of the gradient is copied
 * first, some filters interleaved. Planes are apart by multiples of large powers of two. In place,
 * all filters would compete for the same few lines of the caches. The order of additions does not
 * depend on how weights are shared out.
 */
final class ConvolutionGradient {
  /** Numbers of a row of pixels that are worked on at a time. */
  private static final int PIECE = 384;

  /** The same for machine code, whose sums stay in registers over several rows. */
  private static final int CODE_PIECE = 1536;

  /** Weights whose pixels stay in the first-level cache while all filters meet them. */
  private static final int NEAR = 18;

  /** Partial sums that stay in the second-level cache. */
  private static final int SUMS = 1 << 16;

  /** The same for machine code: each task copies gradients anew, and that takes longer now. */
  private static final int CODE_SUMS = 1 << 18;

  private final TrainingKernels kernels;
  private final Workers workers;
  private final int dotRows;
  private final int dotColumns;
  private final ProductCode code;
  private final int piece;

  /** Numbers from some rows of a copy to the next; no power of two. */
  private final int pitch;

  private final ThreadLocal<Scratch> scratch;

  /** What one thread works in. */
  private static final class Scratch {
    float[] sums = new float[0];
    float[] rows = new float[0];
    final int[] dyAt;
    final int[] xAt;

    Scratch(int dotRows, int dotColumns) {
      dyAt = new int[dotRows];
      xAt = new int[dotColumns];
    }

    void reserve(int sumCount, int rowNumbers) {
      sums = sums.length < sumCount ? new float[sumCount] : sums;
      rows = rows.length < rowNumbers ? new float[rowNumbers] : rows;
      Arrays.fill(sums, 0, sumCount, 0);
    }
  }

  ConvolutionGradient(TrainingKernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
    this.dotRows = kernels.dotRows();
    this.dotColumns = kernels.dotColumns();
    this.code = kernels.code();
    this.piece = code == null ? PIECE : CODE_PIECE;
    this.pitch = dotRows * piece + 48;
    this.scratch = ThreadLocal.withInitial(() -> new Scratch(dotRows, dotColumns));
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#weightGradient}. */
  void weightGradient(
      Geometry g, int group, int[] offsets, float[] dy, float[] x, float[] dWeight) {
    int groups = pieces(g.depth(), dotColumns);
    int perGroup = pieces(g.groupOutputs(), dotRows) * tileSize();
    int threads = workers.count();
    int tasks =
        Math.max(
            pieces(groups * perGroup, code == null ? SUMS : CODE_SUMS),
            threads == 1 ? 1 : Math.min(groups, 2 * threads));
    int even = pieces(tasks, threads) * threads;
    int count = Math.min(groups, even);
    workers.run(
        count,
        task -> {
          int first = (int) ((long) groups * task / count) * dotColumns;
          int last = (int) ((long) groups * (task + 1) / count) * dotColumns;
          run(g, group, offsets, dy, x, first, Math.min(last, g.depth()), dWeight);
        });
  }

  private int tileSize() {
    return dotRows * dotColumns * kernels.dotLanes();
  }

  private static int pieces(int count, int size) {
    return (count + size - 1) / size;
  }

  /** Weights {@code first .. last} of every filter. */
  private void run(
      Geometry g,
      int group,
      int[] offsets,
      float[] dy,
      float[] x,
      int first,
      int last,
      float[] dWeight) {
    int tiles = pieces(g.groupOutputs(), dotRows) * pieces(last - first, dotColumns);
    Scratch own = scratch.get();
    own.reserve(tiles * tileSize(), pieces(g.groupOutputs(), dotRows) * pitch);
    int run = g.outputWidth() * g.columns();
    int together = code == null ? 1 : Math.max(1, piece / run);
    int plane = g.outputPixels() * g.columns();
    for (int row = 0; row < g.outputHeight(); row += together) {
      int rows = Math.min(together, g.outputHeight() - row);
      for (int from = 0; from < run; from += piece) {
        int count = Math.min(piece, run - from);
        copy(g, dy, group * g.groupOutputs() * plane + row * run + from, rows * count, own);
        int xFrom = g.inputGroup(group) + g.inputRow(row) + from;
        if (code == null) {
          meet(g, offsets, x, first, last, xFrom, count, own);
        } else {
          meetByCode(g, offsets, x, first, last, xFrom, rows, count, own);
        }
      }
    }
    finish(g, group, first, last, own.sums, dWeight);
  }

  /** Copies a piece of the gradient, the last filter again where blocks are not full. */
  private void copy(Geometry g, float[] dy, int from, int count, Scratch own) {
    int plane = g.outputPixels() * g.columns();
    for (int o = 0; o < g.groupOutputs(); o += dotRows) {
      for (int r = 0; r < dotRows; r++) {
        own.dyAt[r] = Math.min(o + r, g.groupOutputs() - 1) * plane + from;
      }
      int to = o / dotRows * pitch;
      kernels.interleave(dy, own.dyAt, count, own.rows, to);
    }
  }

  /** All filters and some weights of each, on a piece. */
  private void meet(
      Geometry g,
      int[] offsets,
      float[] x,
      int first,
      int last,
      int xFrom,
      int count,
      Scratch own) {
    int perFilter = pieces(last - first, dotColumns);
    int near = NEAR / dotColumns;
    for (int from = 0; from < perFilter; from += near) {
      int to = Math.min(perFilter, from + near);
      for (int o = 0; o < g.groupOutputs(); o += dotRows) {
        int block = o / dotRows;
        for (int group = from; group < to; group++) {
          for (int c = 0; c < dotColumns; c++) {
            int k = first + group * dotColumns + c;
            own.xAt[c] = offsets[Math.min(k, last - 1)] + xFrom;
          }
          kernels.dot(
              own.rows,
              block * pitch,
              x,
              own.xAt,
              count,
              own.sums,
              (block * perFilter + group) * tileSize());
        }
      }
    }
  }

  /** The same by machine code, on some rows. */
  private void meetByCode(
      Geometry g,
      int[] offsets,
      float[] x,
      int first,
      int last,
      int xFrom,
      int rows,
      int count,
      Scratch own) {
    int groups = pieces(last - first, dotColumns);
    ProductCode.Blocks blocks =
        new ProductCode.Blocks(
            own.rows,
            0,
            pitch,
            pieces(g.groupOutputs(), dotRows),
            rows,
            count / kernels.dotLanes(),
            g.inputRow(1));
    for (int group = 0; group < groups; group++) {
      for (int c = 0; c < dotColumns; c++) {
        own.xAt[c] = offsets[Math.min(first + group * dotColumns + c, last - 1)];
      }
      code.dots(blocks, x, xFrom, own.xAt, own.sums, group * tileSize(), groups * tileSize());
    }
  }

  private void finish(Geometry g, int group, int first, int last, float[] sums, float[] dWeight) {
    int lanes = kernels.dotLanes();
    int base = group * g.groupOutputs();
    int at = 0;
    for (int o = 0; o < g.groupOutputs(); o += dotRows) {
      for (int k = first; k < last; k += dotColumns) {
        for (int r = 0; r < dotRows; r++) {
          if (o + r < g.groupOutputs()) {
            int to = (base + o + r) * g.depth() + k;
            addUp(sums, at, lanes, dWeight, to, Math.min(dotColumns, last - k));
          }
          at += dotColumns * lanes;
        }
      }
    }
  }

  /** Adds up lanes, in the order that they have. Two sums at once, since one waits for itself. */
  private static void addUp(float[] x, int at, int lanes, float[] sums, int to, int count) {
    int c = 0;
    for (; c + 1 < count; c += 2) {
      int one = at + c * lanes;
      float first = 0;
      float second = 0;
      for (int i = one; i < one + lanes; i++) {
        first += x[i];
        second += x[i + lanes];
      }
      sums[to + c] = first;
      sums[to + c + 1] = second;
    }
    if (c < count) {
      float sum = 0;
      for (int i = at + c * lanes; i < at + (c + 1) * lanes; i++) {
        sum += x[i];
      }
      sums[to + c] = sum;
    }
  }
}

package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Channels;

/**
 * The passes of batch normalisation. Each channel is summed by one thread in a fixed order, so
 * results are the same for any number of threads.
 */
record HostBatchNorm(TrainingKernels kernels, Workers workers) {
  /** See {@link org.sparsevd.trainer.nn.Backend#affine}. */
  void affine(Channels g, float[] scale, float[] shift, float[] x, float[] y) {
    workers.ranges(
        g.count() * g.pixels(),
        1,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            int c = p / g.pixels();
            affine(scale[c], shift[c], x, y, p * g.columns(), (p + 1) * g.columns());
          }
        });
  }

  private static void affine(float scale, float shift, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = scale * x[i] + shift;
    }
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#moments}. */
  void moments(Channels g, int images, float[] center, float[] x, float[] sums) {
    comoments(g, images, center, x, null, sums);
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#comoments}; the moments where dy is null. */
  void comoments(Channels g, int images, float[] center, float[] x, float[] dy, float[] sums) {
    workers.ranges(
        g.count(),
        1,
        (from, to) -> {
          float[] pair = new float[2];
          for (int c = from; c < to; c++) {
            channel(g, images, c, center[c], x, dy, pair);
            sums[c] = pair[0];
            sums[g.count() + c] = pair[1];
          }
        });
  }

  private void channel(
      Channels g, int images, int c, float center, float[] x, float[] dy, float[] pair) {
    double first = 0;
    double second = 0;
    boolean full = images == g.columns();
    int runs = full ? 1 : g.pixels();
    int length = full ? g.size() : images;
    for (int run = 0; run < runs; run++) {
      int at = c * g.size() + run * g.columns();
      if (dy == null) {
        kernels.moments(x, at, length, center, pair);
      } else {
        kernels.comoments(x, dy, at, length, center, pair);
      }
      first += pair[0];
      second += pair[1];
    }
    pair[0] = (float) first;
    pair[1] = (float) second;
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#normGradient}. */
  void gradient(Channels g, int images, float[] coefficients, float[] x, float[] dy, float[] dx) {
    workers.ranges(
        g.count() * g.pixels(),
        1,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            int c = p / g.pixels();
            float a = coefficients[c];
            float b = coefficients[g.count() + c];
            float d = coefficients[2 * g.count() + c];
            int at = p * g.columns();
            combine(a, b, d, x, dy, dx, at, at + images);
            Arrays.fill(dx, at + images, at + g.columns(), 0);
          }
        });
  }

  private static void combine(
      float a, float b, float d, float[] x, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = a * dy[i] + b * x[i] + d;
    }
  }
}

package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Pooling;

/** Maximum over squares of pixels, whole columns of a pixel at a time. */
final class MaxPooling {
  private MaxPooling() {}

  static void forward(Workers workers, Pooling pooling, float[] x, float[] y) {
    int rows = pooling.channels() * pooling.outputHeight();
    workers.ranges(
        rows,
        1,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            forwardRow(pooling, row, x, y);
          }
        });
  }

  private static void forwardRow(Pooling p, int row, float[] x, float[] y) {
    int n = p.columns();
    for (int ox = 0; ox < p.outputWidth(); ox++) {
      int yAt = (row * p.outputWidth() + ox) * n;
      for (int k = 0; k < p.size() * p.size(); k++) {
        int xAt = inputAt(p, row, ox, k);
        if (k == 0) {
          System.arraycopy(x, xAt, y, yAt, n);
        } else {
          max(x, xAt, y, yAt, n);
        }
      }
    }
  }

  private static void max(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.max(y[yAt + i], x[xAt + i]);
    }
  }

  static void backward(
      Workers workers, Pooling pooling, float[] x, float[] y, float[] dy, float[] dx) {
    int image = pooling.height() * pooling.width() * pooling.columns();
    workers.ranges(
        pooling.channels(),
        1,
        (from, to) -> {
          boolean[] taken = new boolean[pooling.columns()];
          Arrays.fill(dx, from * image, to * image, 0);
          for (int row = from * pooling.outputHeight(); row < to * pooling.outputHeight(); row++) {
            backwardRow(pooling, row, x, y, dy, dx, taken);
          }
        });
  }

  private static void backwardRow(
      Pooling p, int row, float[] x, float[] y, float[] dy, float[] dx, boolean[] taken) {
    int n = p.columns();
    for (int ox = 0; ox < p.outputWidth(); ox++) {
      int yAt = (row * p.outputWidth() + ox) * n;
      Arrays.fill(taken, false);
      for (int k = 0; k < p.size() * p.size(); k++) {
        int xAt = inputAt(p, row, ox, k);
        for (int i = 0; i < n; i++) {
          if (!taken[i] && x[xAt + i] == y[yAt + i]) {
            dx[xAt + i] = dy[yAt + i];
            taken[i] = true;
          }
        }
      }
    }
  }

  /** Where pixel {@code k} of the square of output column {@code ox} begins. */
  private static int inputAt(Pooling p, int row, int ox, int k) {
    int channel = row / p.outputHeight();
    int y = row % p.outputHeight() * p.size() + k / p.size();
    int x = ox * p.size() + k % p.size();
    return ((channel * p.height() + y) * p.width() + x) * p.columns();
  }
}

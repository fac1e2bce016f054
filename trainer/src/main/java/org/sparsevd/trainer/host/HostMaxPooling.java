package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Pooling;

/** Maximum over squares of pixels, whole columns of a pixel at a time. */
final class HostMaxPooling {
  private HostMaxPooling() {}

  static void forward(
      TrainingKernels kernels, Workers workers, Pooling pooling, float[] x, float[] y) {
    int rows = pooling.channels() * pooling.outputHeight();
    workers.ranges(
        rows,
        1,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            forwardRow(kernels, pooling, row, x, y);
          }
        });
  }

  private static void forwardRow(
      TrainingKernels kernels, Pooling p, int row, float[] x, float[] y) {
    int n = p.columns();
    for (int ox = 0; ox < p.outputWidth(); ox++) {
      int yAt = (row * p.outputWidth() + ox) * n;
      System.arraycopy(x, inputAt(p, row, ox, 0), y, yAt, n);
      for (int k = 1; k < p.window().kernelHeight() * p.window().kernelHeight(); k++) {
        kernels.max(x, inputAt(p, row, ox, k), y, yAt, n);
      }
    }
  }

  static void backward(
      TrainingKernels kernels,
      Workers workers,
      Pooling pooling,
      float[] x,
      float[] y,
      float[] dy,
      float[] dx) {
    int image = pooling.height() * pooling.width() * pooling.columns();
    int height = pooling.outputHeight();
    boolean covered =
        height * pooling.window().kernelHeight() == pooling.height()
            && pooling.outputWidth() * pooling.window().kernelHeight() == pooling.width();
    workers.ranges(
        pooling.channels(),
        1,
        (from, to) -> {
          float[] left = new float[pooling.columns()];
          if (!covered) {
            Arrays.fill(dx, from * image, to * image, 0);
          }
          for (int row = from * height; row < to * height; row++) {
            backwardRow(kernels, pooling, row, x, y, dy, dx, left);
          }
        });
  }

  private static void backwardRow(
      TrainingKernels kernels,
      Pooling p,
      int row,
      float[] x,
      float[] y,
      float[] dy,
      float[] dx,
      float[] left) {
    int n = p.columns();
    for (int ox = 0; ox < p.outputWidth(); ox++) {
      int yAt = (row * p.outputWidth() + ox) * n;
      System.arraycopy(dy, yAt, left, 0, n);
      for (int k = 0; k < p.window().kernelHeight() * p.window().kernelHeight(); k++) {
        kernels.route(x, inputAt(p, row, ox, k), y, yAt, left, dx, n);
      }
    }
  }

  /** Where pixel {@code k} of the square of output column {@code ox} begins. */
  private static int inputAt(Pooling p, int row, int ox, int k) {
    int channel = row / p.outputHeight();
    int y = row % p.outputHeight() * p.window().kernelHeight() + k / p.window().kernelHeight();
    int x = ox * p.window().kernelHeight() + k % p.window().kernelHeight();
    return ((channel * p.height() + y) * p.width() + x) * p.columns();
  }
}

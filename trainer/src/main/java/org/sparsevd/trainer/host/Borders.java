package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Frame;

/** Copies images into their frames and back. */
final class Borders {
  private Borders() {}

  /** See {@link org.sparsevd.trainer.nn.Backend#pad}. */
  static void pad(Workers workers, Frame f, float[] x, float[] y) {
    int phases = f.phasesHigh() * f.phasesWide();
    workers.ranges(
        f.channels(),
        1,
        (from, to) -> {
          for (int row = from * phases * f.phaseHeight();
              row < to * phases * f.phaseHeight();
              row++) {
            int plane = row / f.phaseHeight();
            int phase = plane % phases;
            int image =
                row % f.phaseHeight() * f.window().strideHeight()
                    + phase / f.phasesWide()
                    - f.window().padTop();
            int at = row * f.rowSize();
            if (image < 0 || image >= f.height()) {
              Arrays.fill(y, at, at + f.rowSize(), 0);
            } else {
              int source = (plane / phases * f.height() + image) * f.width() * f.columns();
              padRow(f, phase % f.phasesWide(), x, source, y, at);
            }
          }
        });
  }

  /** One row of a phase of columns of pixels, from one row of the image. */
  private static void padRow(Frame f, int phase, float[] x, int source, float[] y, int at) {
    int stride = f.window().strideWidth();
    int n = f.columns();
    // Pixels of the row with an image behind them: first .. end.
    int first = Math.min(f.phaseWidth(), ceiling(f.window().padLeft() - phase, stride));
    int end = ceiling(f.window().padLeft() - phase + f.width(), stride);
    end = Math.max(first, Math.min(f.phaseWidth(), end));
    Arrays.fill(y, at, at + first * n, 0);
    int from = source + (first * stride + phase - f.window().padLeft()) * n;
    if (stride == 1) {
      System.arraycopy(x, from, y, at + first * n, (end - first) * n);
    } else {
      for (int i = first; i < end; i++, from += stride * n) {
        System.arraycopy(x, from, y, at + i * n, n);
      }
    }
    Arrays.fill(y, at + end * n, at + f.rowSize(), 0);
  }

  /** {@code ceil(a / b)}, not below 0. */
  private static int ceiling(int a, int b) {
    return Math.max(0, (a + b - 1) / b);
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#crop}. */
  static void crop(Workers workers, Frame f, float[] y, float[] x) {
    int run = f.width() * f.columns();
    int stride = f.window().strideHeight();
    workers.ranges(
        f.channels() * f.height(),
        1,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int framed = row % f.height() + f.window().padTop();
            int phase = framed % stride;
            if (phase >= f.phasesHigh() || framed / stride >= f.phaseHeight()) {
              Arrays.fill(x, row * run, (row + 1) * run, 0);
            } else {
              int above = phase * f.phasesWide() * f.phaseHeight() + framed / stride;
              int source = row / f.height() * f.channelSize() + above * f.rowSize();
              cropRow(f, y, source, x, row * run);
            }
          }
        });
  }

  private static void cropRow(Frame f, float[] y, int source, float[] x, int at) {
    int stride = f.window().strideWidth();
    int left = f.window().padLeft();
    int n = f.columns();
    if (stride == 1) {
      System.arraycopy(y, source + left * n, x, at, f.width() * n);
      return;
    }
    int plane = f.phaseHeight() * f.rowSize();
    for (int i = 0; i < f.width(); i++) {
      int phase = (i + left) % stride;
      int column = (i + left) / stride;
      if (phase >= f.phasesWide() || column >= f.phaseWidth()) {
        Arrays.fill(x, at + i * n, at + (i + 1) * n, 0);
      } else {
        System.arraycopy(y, source + phase * plane + column * n, x, at + i * n, n);
      }
    }
  }
}

package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Pooling;

/**
 * Poolings whose windows may overlap and reach beyond the image, whole columns of a pixel at a
 * time. Each channel is worked on by one thread.
 */
record HostPooling(TrainingKernels kernels, Workers workers, Pooling p) {
  private static final int PAST = -1;

  /** Work on one window: its output pixel, and the columns that begin at {@code y}. */
  private interface Task {
    void accept(int channel, int outputRow, int outputColumn, int y);
  }

  private void eachWindow(Task task) {
    workers.ranges(
        p.channels(),
        1,
        (from, to) -> {
          int wide = p.outputWidth();
          int high = p.outputHeight();
          for (int i = from * high * wide; i < to * high * wide; i++) {
            task.accept(i / (high * wide), i / wide % high, i % wide, i * p.columns());
          }
        });
  }

  /** Where the pixel at a place of a window begins, or {@link #PAST} the image. */
  private int at(int channel, int outputRow, int outputColumn, int k) {
    int row = p.row(outputRow, k);
    int column = p.column(outputColumn, k);
    return p.isInside(row, column)
        ? ((channel * p.height() + row) * p.width() + column) * p.columns()
        : PAST;
  }

  private void clear(float[] dx) {
    workers.ranges(dx.length, p.columns(), (from, to) -> Arrays.fill(dx, from, to, 0));
  }

  void max(float[] x, float[] y) {
    eachWindow(
        (c, row, column, at) -> {
          Arrays.fill(y, at, at + p.columns(), Float.NEGATIVE_INFINITY);
          for (int k = 0; k < p.area(); k++) {
            int from = at(c, row, column, k);
            if (from != PAST) {
              kernels.max(x, from, y, at, p.columns());
            }
          }
        });
  }

  void maxGradient(float[] x, float[] y, float[] dy, float[] dx) {
    clear(dx);
    eachWindow(
        (c, row, column, at) -> {
          float[] left = Arrays.copyOfRange(dy, at, at + p.columns());
          for (int k = 0; k < p.area(); k++) {
            int to = at(c, row, column, k);
            if (to != PAST) {
              route(x, to, y, at, left, dx);
            }
          }
        });
  }

  private static void route(float[] x, int xAt, float[] y, int yAt, float[] left, float[] dx) {
    for (int i = 0; i < left.length; i++) {
      if (x[xAt + i] == y[yAt + i]) {
        dx[xAt + i] += left[i];
        left[i] = 0;
      }
    }
  }

  void average(float[] x, float[] y) {
    eachWindow(
        (c, row, column, at) -> {
          float share = 1f / p.divisor(row, column);
          Arrays.fill(y, at, at + p.columns(), 0);
          for (int k = 0; k < p.area(); k++) {
            int from = at(c, row, column, k);
            if (from != PAST) {
              Elementwise.addScaled(1, x, from, y, at, p.columns());
            }
          }
          for (int i = at; i < at + p.columns(); i++) {
            y[i] *= share;
          }
        });
  }

  void averageGradient(float[] dy, float[] dx) {
    clear(dx);
    eachWindow(
        (c, row, column, at) -> {
          float share = 1f / p.divisor(row, column);
          for (int k = 0; k < p.area(); k++) {
            int to = at(c, row, column, k);
            if (to != PAST) {
              Elementwise.addScaled(share, dy, at, dx, to, p.columns());
            }
          }
        });
  }
}

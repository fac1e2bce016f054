package org.sparsevd.trainer.host;

/** Loops that the JIT turns into vector instructions by itself. */
final class Elementwise {
  private static final int GRAIN = 8192;

  private Elementwise() {}

  /** {@code y = x^2}. */
  static void square(Workers workers, float[] x, float[] y) {
    workers.ranges(
        x.length,
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = x[i] * x[i];
          }
        });
  }

  /** {@code dx += 2 x dSquare}. */
  static void addSquareGradient(Workers workers, float[] x, float[] dSquare, float[] dx) {
    workers.ranges(
        x.length,
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] += 2 * x[i] * dSquare[i];
          }
        });
  }

  /** {@code y = y * x}. */
  static void multiply(Workers workers, float[] x, float[] y) {
    workers.ranges(
        x.length,
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] *= x[i];
          }
        });
  }

  /** {@code y = (1 - masked) x}. */
  static void unmasked(Workers workers, float[] masked, float[] x, float[] y) {
    workers.ranges(
        x.length,
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = (1 - masked[i]) * x[i];
          }
        });
  }

  /** {@code x = max(x, 0)}. */
  static void relu(Workers workers, float[] x) {
    workers.ranges(
        x.length,
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            x[i] = Math.max(x[i], 0f);
          }
        });
  }

  /** {@code x = factor x}. */
  static void scale(Workers workers, float factor, float[] x) {
    workers.ranges(
        x.length,
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            x[i] *= factor;
          }
        });
  }

  /** {@code x[from .. to) += value}. */
  static void add(float value, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] += value;
    }
  }

  /** {@code y[yAt + i] += factor * x[xAt + i]}. */
  static void addScaled(float factor, float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] += factor * x[xAt + i];
    }
  }
}

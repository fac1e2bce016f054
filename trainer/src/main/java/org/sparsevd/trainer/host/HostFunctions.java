package org.sparsevd.trainer.host;

import org.sparsevd.trainer.recipe.LayerSpec;

/**
 * Functions of single elements and their gradients, as loops that the JIT turns into vector
 * instructions; the logistic function is a kernel.
 */
final class HostFunctions {
  private static final int CHUNK = 1024;

  private HostFunctions() {}

  /** {@code y = f(x)} from one index to another. */
  static void value(
      TrainingKernels kernels, LayerSpec.Pointwise f, float[] x, float[] y, int from, int to) {
    float first = f.first();
    float second = f.second();
    switch (f.function()) {
      case LEAKY_RELU -> {
        for (int i = from; i < to; i++) {
          y[i] = Math.max(x[i], 0) + first * Math.min(x[i], 0);
        }
      }
      case CLAMP -> {
        for (int i = from; i < to; i++) {
          y[i] = Math.min(Math.max(x[i], first), second);
        }
      }
      case HARD_SWISH -> {
        for (int i = from; i < to; i++) {
          y[i] = x[i] * Math.min(Math.max(x[i] * (1 / 6f) + 0.5f, 0), 1);
        }
      }
      case SILU -> {
        kernels.logistic(1, x, y, from, to);
        for (int i = from; i < to; i++) {
          y[i] *= x[i];
        }
      }
      case SIGMOID -> kernels.logistic(1, x, y, from, to);
      case TANH -> {
        kernels.logistic(2, x, y, from, to);
        for (int i = from; i < to; i++) {
          y[i] = 2 * y[i] - 1;
        }
      }
    }
  }

  /** {@code dy = f'(x) dy} from one index to another. */
  static void gradient(
      TrainingKernels kernels, LayerSpec.Pointwise f, float[] x, float[] dy, int from, int to) {
    float first = f.first();
    float second = f.second();
    switch (f.function()) {
      case LEAKY_RELU -> {
        for (int i = from; i < to; i++) {
          dy[i] *= x[i] < 0 ? first : 1;
        }
      }
      case CLAMP -> {
        for (int i = from; i < to; i++) {
          dy[i] = x[i] > first && x[i] < second ? dy[i] : 0;
        }
      }
      case HARD_SWISH -> {
        for (int i = from; i < to; i++) {
          float inner = x[i] > -3 ? x[i] * (1 / 3f) + 0.5f : 0;
          dy[i] *= x[i] > 3 ? 1 : inner;
        }
      }
      case SILU, SIGMOID, TANH -> logistic(kernels, f, x, dy, from, to);
    }
  }

  private static void logistic(
      TrainingKernels kernels, LayerSpec.Pointwise f, float[] x, float[] dy, int from, int to) {
    float[] s = new float[Math.min(CHUNK, to - from)];
    float[] part = new float[s.length];
    for (int at = from; at < to; at += s.length) {
      int count = Math.min(s.length, to - at);
      System.arraycopy(x, at, part, 0, count);
      switch (f.function()) {
        case SILU -> {
          kernels.logistic(1, part, s, 0, count);
          for (int i = 0; i < count; i++) {
            dy[at + i] *= s[i] * (1 + part[i] * (1 - s[i]));
          }
        }
        case SIGMOID -> {
          kernels.logistic(1, part, s, 0, count);
          for (int i = 0; i < count; i++) {
            dy[at + i] *= s[i] * (1 - s[i]);
          }
        }
        case TANH -> {
          kernels.logistic(2, part, s, 0, count);
          for (int i = 0; i < count; i++) {
            dy[at + i] *= 4 * s[i] * (1 - s[i]);
          }
        }
        default -> throw new AssertionError(f.function());
      }
    }
  }
}

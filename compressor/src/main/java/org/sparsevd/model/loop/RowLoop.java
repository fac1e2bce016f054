package org.sparsevd.model.loop;

/** What is done along a row with two operands. */
@FunctionalInterface
public interface RowLoop {
  /**
   * {@code y[to + i]} of {@code a[from + i * aStep]} and {@code b[start + i * bStep]}, for {@code
   * i} below {@code count}.
   *
   * @param aStep 0 or 1, as is {@code bStep}
   */
  void run(
      float[] a,
      int from,
      int aStep,
      float[] b,
      int start,
      int bStep,
      float[] y,
      int to,
      int count);

  /** Sums. */
  static void plus(
      float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
    if (aStep == 1 && bStep == 1) {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k] + b[j + k];
      }
    } else {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k * aStep] + b[j + k * bStep];
      }
    }
  }

  /** Differences. */
  static void minus(
      float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
    if (aStep == 1 && bStep == 1) {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k] - b[j + k];
      }
    } else {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k * aStep] - b[j + k * bStep];
      }
    }
  }

  /** Products. */
  static void times(
      float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
    if (aStep == 1 && bStep == 1) {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k] * b[j + k];
      }
    } else {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k * aStep] * b[j + k * bStep];
      }
    }
  }

  /** Quotients. */
  static void over(
      float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
    if (aStep == 1 && bStep == 1) {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k] / b[j + k];
      }
    } else {
      for (int k = 0; k < count; k++) {
        y[to + k] = a[i + k * aStep] / b[j + k * bStep];
      }
    }
  }
}

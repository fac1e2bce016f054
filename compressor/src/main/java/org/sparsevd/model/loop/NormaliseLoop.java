package org.sparsevd.model.loop;

/**
 * Rows divided by the root of their mean square. Sums are taken in double, in order. What they are
 * made of is subtracted and multiplied in float32; the mean in two parts, so that nothing is lost
 * where it is large.
 *
 * @param centred whether the mean is subtracted before
 * @param epsilon added to the mean square
 */
public record NormaliseLoop(int rows, int length, boolean centred, float epsilon) {
  /** Rows that are summed together: one sum would wait for itself. */
  private static final int TOGETHER = 4;

  /** Normalises all rows, which follow each other. */
  public void run(float[] x, float[] y) {
    int row = 0;
    for (; row + TOGETHER <= rows; row += TOGETHER) {
      four(x, y, row * length);
    }
    for (; row < rows; row++) {
      one(x, y, row * length);
    }
  }

  private void one(float[] x, float[] y, int from) {
    double sum = 0;
    for (int i = from; centred && i < from + length; i++) {
      sum += x[i];
    }
    double mean = sum / length;
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (x[i] - mean) * (x[i] - mean);
    }
    write(x, y, from, mean, squares);
  }

  private void four(float[] x, float[] y, int from) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int second = from + length;
    int third = second + length;
    int fourth = third + length;
    for (int i = 0; centred && i < length; i++) {
      a += x[from + i];
      b += x[second + i];
      c += x[third + i];
      d += x[fourth + i];
    }
    a /= length;
    b /= length;
    c /= length;
    d /= length;
    double aSquares = 0;
    double bSquares = 0;
    double cSquares = 0;
    double dSquares = 0;
    for (int i = 0; i < length; i++) {
      aSquares += (x[from + i] - a) * (x[from + i] - a);
      bSquares += (x[second + i] - b) * (x[second + i] - b);
      cSquares += (x[third + i] - c) * (x[third + i] - c);
      dSquares += (x[fourth + i] - d) * (x[fourth + i] - d);
    }
    write(x, y, from, a, aSquares);
    write(x, y, second, b, bSquares);
    write(x, y, third, c, cSquares);
    write(x, y, fourth, d, dSquares);
  }

  private void write(float[] x, float[] y, int from, double mean, double squares) {
    float high = (float) mean;
    float low = (float) (mean - high);
    float scale = (float) (1 / Math.sqrt(squares / length + epsilon));
    for (int i = from; i < from + length; i++) {
      y[i] = (x[i] - high - low) * scale;
    }
  }
}

package org.sparsevd.model.loop;

/**
 * The product of two matrices, {@code y[r, c] = sum_k a[r, k] * b[k, c]}. Each sum is taken in
 * double, in the order of {@code k}: how many are computed together changes no bit.
 *
 * @param rows of {@code a}
 * @param inner columns of {@code a}
 * @param columns of {@code b}
 */
public record MatrixProduct(int rows, int inner, int columns) {
  /** Sums that are computed together: one would wait for itself. */
  private static final int BLOCK = 4;

  /** Computes it from matrices that begin at these places. */
  public void run(float[] a, int aFrom, float[] b, int bFrom, float[] y, int yFrom) {
    int pairs = rows / 2;
    int whole = columns / BLOCK * BLOCK;
    for (int r = 0; r < 2 * pairs; r += 2) {
      int row = aFrom + r * inner;
      int to = yFrom + r * columns;
      for (int c = 0; c < whole; c += BLOCK) {
        block(a, row, b, bFrom + c, y, to + c);
      }
      edge(a, row, b, bFrom + whole, y, to + whole, columns - whole);
      edge(a, row + inner, b, bFrom + whole, y, to + columns + whole, columns - whole);
    }
    if (2 * pairs < rows) {
      int last = rows - 1;
      edge(a, aFrom + last * inner, b, bFrom, y, yFrom + last * columns, columns);
    }
  }

  /** Two rows by four columns. */
  private void block(float[] a, int i, float[] b, int j, float[] y, int to) {
    double s00 = 0;
    double s01 = 0;
    double s02 = 0;
    double s03 = 0;
    double s10 = 0;
    double s11 = 0;
    double s12 = 0;
    double s13 = 0;
    int at = j;
    for (int k = 0; k < inner; k++) {
      double a0 = a[i + k];
      double a1 = a[i + inner + k];
      double b0 = b[at];
      double b1 = b[at + 1];
      double b2 = b[at + 2];
      double b3 = b[at + 3];
      s00 += a0 * b0;
      s01 += a0 * b1;
      s02 += a0 * b2;
      s03 += a0 * b3;
      s10 += a1 * b0;
      s11 += a1 * b1;
      s12 += a1 * b2;
      s13 += a1 * b3;
      at += columns;
    }
    y[to] = (float) s00;
    y[to + 1] = (float) s01;
    y[to + 2] = (float) s02;
    y[to + 3] = (float) s03;
    y[to + columns] = (float) s10;
    y[to + columns + 1] = (float) s11;
    y[to + columns + 2] = (float) s12;
    y[to + columns + 3] = (float) s13;
  }

  /** Some columns of a row, one by one. */
  private void edge(float[] a, int i, float[] b, int j, float[] y, int to, int count) {
    for (int c = 0; c < count; c++) {
      double sum = 0;
      for (int k = 0; k < inner; k++) {
        sum += (double) a[i + k] * b[j + c + k * columns];
      }
      y[to + c] = (float) sum;
    }
  }
}

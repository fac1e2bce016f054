package org.sparsevd.compress.moments;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Means over lines of the products of two of their numbers: {@code A' B / lines}. Float32 within a
 * few hundred lines, double beyond; double alone where there are few columns. Eight lines at a
 * time, so that a loop has work for its loads; all processors share the rows of the result.
 */
final class Products {
  /** Lines whose sums stay in float32. */
  private static final int BLOCK = 256;

  /** So few columns take no time in double. */
  private static final int FEW = 32;

  private static final int UNROLLED = 8;
  private static final int ROWS = 16;

  private Products() {}

  /**
   * The means of all products of a number of a line of {@code a} with one of the same line of
   * {@code b}; of the columns from {@code first} on, so many.
   *
   * @param a {@code [lines, columns]}
   * @param b the same, or the same array: then the result is symmetric, and half is computed
   */
  static double[][] of(float[] a, float[] b, int columns, int first, int size) {
    int lines = a.length / columns;
    double[][] result = new double[size][size];
    boolean symmetric = a == b && size >= FEW;
    if (size < FEW) {
      few(a, b, columns, first, result);
    }
    IntStream.range(0, size < FEW ? 0 : (size + ROWS - 1) / ROWS)
        .parallel()
        .forEach(
            part -> {
              int from = part * ROWS;
              int to = Math.min(size, from + ROWS);
              rows(a, b, columns, first, from, to, symmetric, result);
            });
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        result[i][j] = symmetric && j > i ? result[j][i] : result[i][j];
      }
    }
    for (double[] row : result) {
      for (int j = 0; j < size; j++) {
        row[j] /= Math.max(1, lines);
      }
    }
    return result;
  }

  private static void few(float[] a, float[] b, int columns, int first, double[][] result) {
    int size = result.length;
    for (int from = first; from < a.length; from += columns) {
      for (int i = 0; i < size; i++) {
        double value = a[from + i];
        for (int j = 0; j < size; j++) {
          result[i][j] += value * b[from + j];
        }
      }
    }
  }

  private static void rows(
      float[] a,
      float[] b,
      int columns,
      int first,
      int from,
      int to,
      boolean symmetric,
      double[][] result) {
    int lines = a.length / columns;
    int size = symmetric ? to : result.length;
    float[][] sums = new float[to - from][size];
    float[][] eight = new float[UNROLLED][size];
    for (int line = 0; line < lines; line += UNROLLED) {
      int count = Math.min(UNROLLED, lines - line);
      for (int k = 0; k < UNROLLED; k++) {
        if (k < count) {
          System.arraycopy(b, (line + k) * columns + first, eight[k], 0, size);
        } else {
          Arrays.fill(eight[k], 0);
        }
      }
      for (int i = from; i < to; i++) {
        add(a, columns, line * columns + first + i, count, eight, sums[i - from]);
      }
      boolean full = (line / UNROLLED + 1) % (BLOCK / UNROLLED) == 0;
      if (full || line + UNROLLED >= lines) {
        for (int i = from; i < to; i++) {
          move(sums[i - from], result[i]);
        }
      }
    }
  }

  private static void move(float[] sums, double[] row) {
    for (int j = 0; j < sums.length; j++) {
      row[j] += sums[j];
      sums[j] = 0;
    }
  }

  /** Eight lines for one row of the result; those beyond the count are zero. */
  private static void add(
      float[] a, int columns, int at, int count, float[][] eight, float[] sums) {
    float a0 = a[at];
    float a1 = count > 1 ? a[at + columns] : 0;
    float a2 = count > 2 ? a[at + 2 * columns] : 0;
    float a3 = count > 3 ? a[at + 3 * columns] : 0;
    float a4 = count > 4 ? a[at + 4 * columns] : 0;
    float a5 = count > 5 ? a[at + 5 * columns] : 0;
    float a6 = count > 6 ? a[at + 6 * columns] : 0;
    float a7 = count > 7 ? a[at + 7 * columns] : 0;
    float[] b0 = eight[0];
    float[] b1 = eight[1];
    float[] b2 = eight[2];
    float[] b3 = eight[3];
    float[] b4 = eight[4];
    float[] b5 = eight[5];
    float[] b6 = eight[6];
    float[] b7 = eight[7];
    for (int j = 0; j < sums.length; j++) {
      float four = a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
      sums[j] += four + a4 * b4[j] + a5 * b5[j] + a6 * b6[j] + a7 * b7[j];
    }
  }
}

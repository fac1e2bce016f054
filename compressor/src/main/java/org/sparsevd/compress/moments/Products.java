package org.sparsevd.compress.moments;

import java.util.stream.IntStream;

/**
 * Means over lines of the products of two of their numbers: {@code A' B / lines}. Float32 within a
 * few hundred lines, double beyond; double alone where there are few columns. Four lines at a time,
 * so that a loop has work for its loads; all processors share the rows of the result.
 */
final class Products {
  /** Lines whose sums stay in float32. */
  private static final int BLOCK = 256;

  /** So few columns take no time in double. */
  private static final int FEW = 32;

  private static final int UNROLLED = 4;
  private static final int ROWS = 24;

  /** Columns of a part of the result. */
  private static final int WIDE = 256;

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
    int size = symmetric ? to : result.length;
    int parts = (size + WIDE - 1) / WIDE;
    for (int part = 0; part < parts; part++) {
      int left = (int) ((long) size * part / parts);
      int right = (int) ((long) size * (part + 1) / parts);
      part(a, b, columns, first, from, to, left, right, result);
    }
  }

  /** A part of the result that stays in the nearest cache. */
  private static void part(
      float[] a,
      float[] b,
      int columns,
      int first,
      int from,
      int to,
      int left,
      int right,
      double[][] result) {
    int lines = a.length / columns;
    float[][] sums = new float[to - from][right - left];
    float[][] four = new float[UNROLLED][right - left];
    float[][] factors = new float[to - from][UNROLLED];
    for (int line = 0; line < lines; line += UNROLLED) {
      for (int k = 0; k < UNROLLED; k++) {
        boolean there = line + k < lines;
        int at = (line + k) * columns + first;
        if (there) {
          System.arraycopy(b, at + left, four[k], 0, right - left);
        }
        for (int i = from; i < to; i++) {
          factors[i - from][k] = there ? a[at + i] : 0;
        }
      }
      for (int i = 0; i < sums.length; i++) {
        add(factors[i], four[0], four[1], four[2], four[3], sums[i]);
      }
      boolean full = (line / UNROLLED + 1) % (BLOCK / UNROLLED) == 0;
      if (full || line + UNROLLED >= lines) {
        for (int i = from; i < to; i++) {
          move(sums[i - from], result[i], left);
        }
      }
    }
  }

  private static void move(float[] sums, double[] row, int left) {
    for (int j = 0; j < sums.length; j++) {
      row[left + j] += sums[j];
      sums[j] = 0;
    }
  }

  /**
   * Four lines for a row of the result. The JIT makes no vectors of longer loops: it unrolls up to
   * some sixty nodes.
   */
  private static void add(float[] a, float[] b0, float[] b1, float[] b2, float[] b3, float[] sums) {
    float a0 = a[0];
    float a1 = a[1];
    float a2 = a[2];
    float a3 = a[3];
    for (int j = 0; j < sums.length; j++) {
      sums[j] += (a0 * b0[j] + a1 * b1[j]) + (a2 * b2[j] + a3 * b3[j]);
    }
  }
}

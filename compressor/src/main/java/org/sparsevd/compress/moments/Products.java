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
    boolean symmetric = a == b && size >= FEW;
    double[][] result = new double[size][size];
    mean(new Side(a, columns, first, size), new Side(b, columns, first, size), symmetric, result);
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; symmetric && j < size; j++) {
        result[i][j] = result[j][i];
      }
    }
    return result;
  }

  /**
   * The same of all numbers of a line of {@code a} with some of {@code b}.
   *
   * @param a {@code [lines, rows]}
   * @param b {@code [lines, columns]}
   * @return {@code [rows, size]}
   */
  static double[][] of(float[] a, int rows, float[] b, int columns, int first, int size) {
    double[][] result = new double[rows][size];
    mean(new Side(a, rows, 0, rows), new Side(b, columns, first, size), false, result);
    return result;
  }

  /**
   * Products of rows of weights with a matrix.
   *
   * @param weights the first of them stands at {@code first}, a row begins {@code width} later
   * @param matrix {@code [columns, columns + 1]}
   * @return {@code [rows, columns + 1]}
   */
  static double[][] ofRows(
      float[] weights, int first, int width, int rows, int columns, float[] matrix) {
    double[][] result = new double[rows][columns + 1];
    Side across = new Side(weights, first, 1, width, columns, rows);
    sum(across, new Side(matrix, columns + 1, 0, columns + 1), false, result);
    return result;
  }

  /**
   * What weights give for some lines: sums of products over columns.
   *
   * @param a the first number of the first line stands at {@code first}, a line begins {@code
   *     width} later
   * @param weights {@code [columns, rows]}
   * @return {@code [lines, rows]}
   */
  static double[][] outputs(
      float[] a, int first, int width, int lines, int columns, float[] weights) {
    int rows = weights.length / columns;
    double[][] result = new double[lines][rows];
    Side across = new Side(a, first, 1, width, columns, lines);
    sum(across, new Side(weights, rows, 0, rows), false, result);
    return result;
  }

  /**
   * Numbers over whose lines is summed.
   *
   * @param first place of the first one
   * @param step from a line to the next
   * @param own step from a number of a line to the next
   * @param count of lines
   * @param size numbers of a line
   */
  private record Side(float[] numbers, int first, int step, int own, int count, int size) {
    /** Some columns of lines. */
    Side(float[] lines, int columns, int first, int size) {
      this(lines, first, columns, 1, lines.length / columns, size);
    }

    int at(int line, int number) {
      return first + line * step + number * own;
    }
  }

  /** The means over lines. */
  private static void mean(Side a, Side b, boolean symmetric, double[][] result) {
    sum(a, b, symmetric, result);
    for (double[] row : result) {
      for (int j = 0; j < row.length; j++) {
        row[j] /= Math.max(1, a.count);
      }
    }
  }

  /**
   * The sums over lines.
   *
   * @param b whose numbers of a line lie side by side
   * @param symmetric whether what is right of the diagonal may be left out
   */
  private static void sum(Side a, Side b, boolean symmetric, double[][] result) {
    if (a.size < FEW || b.size < FEW) {
      few(a, b, result);
    } else {
      IntStream.range(0, (a.size + ROWS - 1) / ROWS)
          .parallel()
          .forEach(
              part -> {
                int from = part * ROWS;
                int to = Math.min(a.size, from + ROWS);
                rows(a, b, from, to, symmetric ? to : b.size, result);
              });
    }
  }

  private static void few(Side a, Side b, double[][] result) {
    for (int line = 0; line < a.count; line++) {
      for (int i = 0; i < a.size; i++) {
        double value = a.numbers[a.at(line, i)];
        for (int j = 0; j < b.size; j++) {
          result[i][j] += value * b.numbers[b.at(line, j)];
        }
      }
    }
  }

  private static void rows(Side a, Side b, int from, int to, int size, double[][] result) {
    int parts = (size + WIDE - 1) / WIDE;
    for (int part = 0; part < parts; part++) {
      int left = (int) ((long) size * part / parts);
      int right = (int) ((long) size * (part + 1) / parts);
      part(a, b, from, to, left, right, result);
    }
  }

  /** A part of the result that stays in the nearest cache. */
  private static void part(
      Side a, Side b, int from, int to, int left, int right, double[][] result) {
    int lines = a.count;
    float[][] sums = new float[to - from][right - left];
    float[][] four = new float[UNROLLED][right - left];
    float[][] factors = new float[to - from][UNROLLED];
    for (int line = 0; line < lines; line += UNROLLED) {
      for (int k = 0; k < UNROLLED; k++) {
        boolean there = line + k < lines;
        if (there) {
          System.arraycopy(b.numbers, b.at(line + k, left), four[k], 0, right - left);
        }
        for (int i = from; i < to; i++) {
          factors[i - from][k] = there ? a.numbers[a.at(line + k, i)] : 0;
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

package org.sparsevd.compress.moments;

import java.util.stream.IntStream;

/** The inverse of a symmetric positive definite matrix. */
public final class Inverse {
  /** From so many rows on processors share them. */
  private static final int PARALLEL = 256;

  private Inverse() {}

  /** By Gauss-Jordan elimination in place, which needs no pivots for such a matrix. */
  public static double[][] of(double[][] matrix) {
    int size = matrix.length;
    double[][] a = new double[size][];
    for (int i = 0; i < size; i++) {
      a[i] = matrix[i].clone();
    }
    for (int k = 0; k < size; k++) {
      double pivot = 1 / a[k][k];
      a[k][k] = 1;
      for (int j = 0; j < size; j++) {
        a[k][j] *= pivot;
      }
      int pivots = k;
      IntStream rows = IntStream.range(0, size);
      (size < PARALLEL ? rows : rows.parallel()).forEach(i -> eliminate(a, i, pivots));
    }
    return a;
  }

  private static void eliminate(double[][] a, int i, int k) {
    double factor = a[i][k];
    if (i != k && factor != 0) {
      a[i][k] = 0;
      for (int j = 0; j < a.length; j++) {
        a[i][j] -= factor * a[k][j];
      }
    }
  }
}

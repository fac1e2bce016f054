package org.sparsevd.compress.moments;

/** The inverse of a symmetric positive definite matrix. */
public final class Inverse {
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
      for (int i = 0; i < size; i++) {
        double factor = a[i][k];
        if (i != k && factor != 0) {
          a[i][k] = 0;
          for (int j = 0; j < size; j++) {
            a[i][j] -= factor * a[k][j];
          }
        }
      }
    }
    return a;
  }
}

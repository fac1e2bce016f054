package org.sparsevd.runtime.matrix;

/**
 * Softmax down the columns of a matrix, for as many columns as a {@link MatrixKernels#width panel}
 * has. So rows of products lie in lanes, and nothing is added up within a vector.
 */
@FunctionalInterface
public interface ColumnShares {
  /**
   * Makes products the shares of their columns: scaled, with the mask added, the largest
   * subtracted, their exponentials divided by the sum of all, which is taken in double and in
   * order.
   *
   * @param scores {@code [key][column]}
   * @param from where the first one lies
   * @param keys how many rows
   * @param mask a number for each key; null for none
   * @param at where the first of these lies
   */
  void run(float[] scores, int from, int keys, float[] mask, int at);
}

package org.sparsevd.runtime;

import org.sparsevd.model.Tensor;

/**
 * All weights of a dense layer, zeros included, column by column for a slice of {@code height} rows
 * at a time, so that each input meets consecutive weights: weight {@code [r, c]} of slice {@code s
 * = r / height} is {@code weights[(s * columns + c) * height + r % height]}. Rows that are missing
 * in the last slice are zero.
 *
 * @param bias one value per row, those of missing rows included
 */
record DenseColumns(int height, int slices, int columns, float[] weights, float[] bias) {

  /** What a sparse matrix-vector product takes for a weight, in floats of dense columns. */
  private static final double SPARSE_COST = 12;

  /** The same in plain Java. */
  private static final double PLAIN_SPARSE_COST = 1.6;

  /** Floats from which on columns come from memory, where skipping them pays at any speed. */
  private static final int CACHED = 1 << 17;

  /** Whether computing all weights is cheaper than skipping zeros. */
  static boolean pay(Tensor weight, Kernels kernels) {
    int height = kernels.sliceHeight();
    double all = ((weight.rows() - 1) / height + 1.0) * height * weight.columns();
    boolean plain = kernels.bridgesGaps() || all > CACHED;
    return all <= weight.nonZeros() * (plain ? PLAIN_SPARSE_COST : SPARSE_COST);
  }

  /** The columns of a weight. */
  static DenseColumns of(Tensor weight, float[] bias, int height) {
    int rows = weight.rows();
    int columns = weight.columns();
    int slices = (rows - 1) / height + 1;
    float[] values = weight.toArray();
    float[] sorted = new float[Math.multiplyExact(Math.multiplyExact(slices, height), columns)];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        sorted[(r / height * columns + c) * height + r % height] = values[r * columns + c];
      }
    }
    float[] padded = new float[slices * height];
    System.arraycopy(bias, 0, padded, 0, rows);
    return new DenseColumns(height, slices, columns, sorted, padded);
  }
}

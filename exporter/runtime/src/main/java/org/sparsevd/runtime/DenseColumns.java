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

package org.sparsevd.compress.solve;

/**
 * Some columns of the rows of a layer that read the same inputs, and what they are to give.
 *
 * @param weight of the whole layer, row-major; to be changed within the block
 * @param bias of the whole layer; to be changed in the block's rows
 * @param width columns of the layer
 * @param firstRow of the block
 * @param firstColumn of the block
 * @param moments of the inputs and the constant 1, damped, {@code [columns + 1, columns + 1]}
 * @param feedback of all columns
 * @param wanted the weights and, last, the bias that would give what is wanted, {@code [rows,
 *     columns + 1]}
 */
public record Block(
    float[] weight,
    float[] bias,
    int width,
    int firstRow,
    int firstColumn,
    double[][] moments,
    Feedback feedback,
    double[][] wanted) {

  /** The same block of a layer of these weights. */
  public Block with(float[] newWeight, float[] newBias) {
    return new Block(newWeight, newBias, width, firstRow, firstColumn, moments, feedback, wanted);
  }

  public int rows() {
    return wanted.length;
  }

  public int columns() {
    return moments.length - 1;
  }

  /** Where a weight of the block stands in the layer's. */
  public int at(int row, int column) {
    return (firstRow + row) * width + firstColumn + column;
  }
}

package org.sparsevd.tensor;

/**
 * A weight: float32 values of a fixed shape, in row-major order.
 *
 * <p>A tensor is immutable; arrays handed to it are owned by it from then on, arrays it hands out
 * are fresh copies unless the method says otherwise. As a matrix a tensor has {@code dim(0)} rows
 * (output units or filters) and {@code size / dim(0)} columns.
 */
public sealed interface Tensor permits DenseTensor, SparseTensor {
  Shape shape();

  /** Number of values that are not zero. */
  int nonZeros();

  /** A new array of all values, row-major. */
  float[] toArray();

  /**
   * The same values, which are not copied, in another shape of as many rows.
   *
   * @throws IllegalArgumentException if it has other numbers of rows or elements
   */
  Tensor reshaped(Shape shape);

  /** Rows of the matrix view: output units or filters. */
  default int rows() {
    return shape().dim(0);
  }

  /** Columns of the matrix view: the weights of one output unit or filter. */
  default int columns() {
    return shape().size() / shape().dim(0);
  }

  /** Non-zeros divided by elements, 0 to 1. */
  default double density() {
    return (double) nonZeros() / shape().size();
  }
}

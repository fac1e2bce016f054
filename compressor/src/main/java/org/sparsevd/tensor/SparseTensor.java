package org.sparsevd.tensor;

import java.util.Arrays;

/**
 * A tensor that stores its non-zeros in compressed sparse rows: row {@code r} of the matrix view
 * holds {@code values[rowPointers[r] .. rowPointers[r + 1])} at ascending {@code columnIndices}.
 */
public final class SparseTensor implements Tensor {
  private final Shape shape;
  private final int[] rowPointers;
  private final int[] columnIndices;
  private final float[] values;
  private final int nonZeros;

  /**
   * A tensor over these arrays, which the caller gives away.
   *
   * @throws IllegalArgumentException unless pointers ascend from 0 to the number of values and the
   *     indices of each row ascend strictly within the columns
   */
  public SparseTensor(Shape shape, int[] rowPointers, int[] columnIndices, float[] values) {
    this.shape = shape;
    this.rowPointers = rowPointers;
    this.columnIndices = columnIndices;
    this.values = values;
    this.nonZeros = validate();
  }

  /** Refuses what is no tensor, and counts the values that are not zero. */
  private int validate() {
    int rows = rows();
    if (rowPointers.length != rows + 1
        || rowPointers[0] != 0
        || rowPointers[rows] != values.length
        || columnIndices.length != values.length) {
      throw new IllegalArgumentException(
          "sparse tensor of shape "
              + shape
              + ": row pointers do not fit "
              + values.length
              + " values");
    }
    int columns = columns();
    int count = 0;
    for (int r = 0; r < rows; r++) {
      if (rowPointers[r + 1] < rowPointers[r] || rowPointers[r + 1] > values.length) {
        throw new IllegalArgumentException("sparse tensor: row pointer " + (r + 1) + " descends");
      }
      count += validate(r, columns);
    }
    return count;
  }

  /** One row. The JIT compiles what is called often sooner than a loop over all of them. */
  private int validate(int row, int columns) {
    int end = rowPointers[row + 1];
    int previous = -1;
    int count = 0;
    for (int i = rowPointers[row]; i < end; i++) {
      int column = columnIndices[i];
      if (column <= previous || column >= columns) {
        throw new IllegalArgumentException(
            "sparse tensor: row "
                + row
                + " has column "
                + column
                + " after "
                + previous
                + ", expected ascending below "
                + columns);
      }
      previous = column;
      if (values[i] != 0) {
        count++;
      }
    }
    return count;
  }

  /** The non-zeros of a tensor, in compressed sparse rows; negative zero counts as zero. */
  public static SparseTensor of(Tensor tensor) {
    if (tensor instanceof SparseTensor sparse && sparse.nonZeros == sparse.values.length) {
      return sparse;
    }
    float[] dense = tensor.toArray();
    int rows = tensor.rows();
    int columns = tensor.columns();
    int[] rowPointers = new int[rows + 1];
    int[] columnIndices = new int[tensor.nonZeros()];
    float[] values = new float[columnIndices.length];
    int count = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float value = dense[r * columns + c];
        if (value != 0) {
          columnIndices[count] = c;
          values[count++] = value;
        }
      }
      rowPointers[r + 1] = count;
    }
    return new SparseTensor(tensor.shape(), rowPointers, columnIndices, values);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int nonZeros() {
    return nonZeros;
  }

  @Override
  public float[] toArray() {
    float[] dense = new float[shape.size()];
    int columns = columns();
    for (int r = 0; r < rows(); r++) {
      for (int i = rowPointers[r]; i < rowPointers[r + 1]; i++) {
        dense[r * columns + columnIndices[i]] = values[i];
      }
    }
    return dense;
  }

  @Override
  public SparseTensor reshaped(Shape other) {
    if (other.rank() == 0 || other.dim(0) != rows() || other.size() != shape.size()) {
      throw new IllegalArgumentException(
          "a tensor of shape " + shape + " does not become " + other);
    }
    return new SparseTensor(other, rowPointers, columnIndices, values);
  }

  /** A copy of the row pointers, {@code rows + 1} of them. */
  public int[] rowPointers() {
    return rowPointers.clone();
  }

  /**
   * Where row {@code row} begins among the stored values; of the number of rows, where they end.
   */
  public int rowPointer(int row) {
    return rowPointers[row];
  }

  /** Column of the stored value at this index. */
  public int column(int index) {
    return columnIndices[index];
  }

  /** The stored value at this index; zero where a zero was stored. */
  public float value(int index) {
    return values[index];
  }

  /** A copy of the column indices of all rows. */
  public int[] columnIndices() {
    return columnIndices.clone();
  }

  /** A copy of the stored values of all rows. */
  public float[] values() {
    return values.clone();
  }

  @Override
  public String toString() {
    return "SparseTensor" + Arrays.toString(shape.toArray()) + " with " + values.length + " values";
  }
}

package org.sparsevd.onnx.tensor;

import java.util.Arrays;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * A constant of floats in an ONNX graph, row-major.
 *
 * @param indices where the values stand in the flattened tensor, ascending; null if it is dense
 */
public record Constant(int[] dims, int[] indices, float[] values) {

  /** Every value; the array is given away. */
  public static Constant dense(int[] dims, float[] values) {
    return new Constant(dims, null, values);
  }

  public boolean isSparse() {
    return indices != null;
  }

  /** The same numbers under other dimensions of as many elements. */
  public Constant withDims(int... other) {
    return new Constant(other, indices, values);
  }

  public int rank() {
    return dims.length;
  }

  /** How many numbers there are. */
  public long size() {
    return Arrays.stream(dims).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** {@code [300, 784]}. */
  public String shape() {
    return Arrays.toString(dims);
  }

  /** All values, zeros too, in an array of the caller's own. */
  public float[] toArray(ImportLimit budget) throws OnnxException {
    if (isSparse()) {
      return spread(budget);
    }
    budget.take(values.length);
    return values.clone();
  }

  /** All values, zeros too, only to be read. */
  public float[] spread(ImportLimit budget) throws OnnxException {
    if (!isSparse()) {
      return values;
    }
    budget.take(size());
    float[] dense = new float[(int) size()];
    for (int i = 0; i < indices.length; i++) {
      dense[indices[i]] = values[i];
    }
    return dense;
  }

  /** As the weight of an operator; sparse constants stay sparse. */
  public Tensor toTensor(ImportLimit budget) throws OnnxException {
    Shape shape = Shape.of(dims);
    if (!isSparse()) {
      return new DenseTensor(shape, values);
    }
    int rows = dims[0];
    budget.take(rows + 1L);
    int columns = shape.size() / rows;
    int[] rowPointers = new int[rows + 1];
    int[] columnIndices = new int[values.length];
    for (int i = 0; i < indices.length; i++) {
      rowPointers[indices[i] / columns + 1]++;
      columnIndices[i] = indices[i] % columns;
    }
    for (int r = 0; r < rows; r++) {
      rowPointers[r + 1] += rowPointers[r];
    }
    return new SparseTensor(shape, rowPointers, columnIndices, values);
  }

  /** A matrix with rows and columns swapped. */
  public Constant transposed(ImportLimit budget) throws OnnxException {
    int[] swapped = {dims[1], dims[0]};
    if (!isSparse()) {
      budget.take(size());
      float[] result = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        result[moved(i)] = values[i];
      }
      return dense(swapped, result);
    }
    budget.take(2L * values.length);
    // One long each: new index above, old position below, so that one sort orders both.
    long[] order = new long[values.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) moved(indices[i]) << 32 | i;
    }
    Arrays.sort(order);
    int[] newIndices = new int[order.length];
    float[] newValues = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      newIndices[i] = (int) (order[i] >>> 32);
      newValues[i] = values[(int) order[i]];
    }
    return new Constant(swapped, newIndices, newValues);
  }

  private int moved(int index) {
    return index % dims[1] * dims[0] + index / dims[1];
  }

  /** Every value times this factor. */
  public Constant times(float factor, ImportLimit budget) throws OnnxException {
    if (factor == 1) {
      return this;
    }
    budget.take(values.length);
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return new Constant(dims, indices, scaled);
  }
}

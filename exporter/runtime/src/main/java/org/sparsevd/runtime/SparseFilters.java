package org.sparsevd.runtime;

import java.util.function.IntUnaryOperator;
import org.sparsevd.model.SparseTensor;
import org.sparsevd.model.Tensor;

/**
 * The non-zero weights of a layer as one stream: filter {@code f} owns {@code weights[starts[f] ..
 * starts[f + 1])}, each with the offset of the value it multiplies.
 *
 * @param offsets distance from a grid position to the value, in floats
 * @param bias one value per filter
 */
record SparseFilters(int[] starts, int[] offsets, float[] weights, float[] bias) {

  /**
   * The stream of a weight.
   *
   * @param offset where the value lies that a weight multiplies, given the weight's index in its
   *     row-major tensor
   */
  static SparseFilters of(Tensor weight, float[] bias, IntUnaryOperator offset) {
    SparseTensor sparse = SparseTensor.of(weight);
    int[] starts = sparse.rowPointers();
    int[] offsets = sparse.columnIndices();
    for (int row = 0; row < weight.rows(); row++) {
      for (int k = starts[row]; k < starts[row + 1]; k++) {
        offsets[k] = offset.applyAsInt(row * weight.columns() + offsets[k]);
      }
    }
    return new SparseFilters(starts, offsets, sparse.values(), bias);
  }

  int count() {
    return bias.length;
  }
}

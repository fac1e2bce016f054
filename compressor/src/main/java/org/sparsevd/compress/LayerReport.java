package org.sparsevd.compress;

import org.sparsevd.model.Shape;
import org.sparsevd.sparse.Storage;

/**
 * One layer's weight, biases left out.
 *
 * @param shape of the trained weight, before dead units were removed
 * @param total elements of that shape
 * @param nonZero weights that are not zero after thresholding, as the paper counts them
 * @param bytesDense 4 bytes for each of {@code total}
 * @param bytesCsr what the compressed weight (without dead units) takes as {@link Storage#CSR}
 * @param bytesBitmask what it takes as {@link Storage#BITMASK}
 * @param bytesStored what it takes as {@code storage}
 * @param storage the smallest storage of the compressed weight
 */
public record LayerReport(
    String name,
    Shape shape,
    long total,
    long nonZero,
    long bytesDense,
    long bytesCsr,
    long bytesBitmask,
    long bytesStored,
    Storage storage) {

  /** Zeros among the weights, 0 to 100. */
  public double sparsityPercent() {
    return 100.0 * (total - nonZero) / total;
  }
}

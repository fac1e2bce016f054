package org.sparsevd.compress;

import org.sparsevd.sparse.Storage;
import org.sparsevd.tensor.Shape;

/**
 * One layer's weight, biases left out.
 *
 * @param shape of the trained weight, before dead units were removed
 * @param total elements of that shape
 * @param nonZero weights that are not zero after thresholding, as the paper counts them
 * @param bytesDense 4 bytes for each of {@code total}
 * @param bytesCsr what the compressed weight (without dead units) takes as {@link Storage#CSR}
 * @param bytesBitmask what it takes as {@link Storage#BITMASK}
 * @param bytesCoded what it takes quantised and coded; 0 where it was not quantised
 * @param bytesEntropy what a code without contexts would need at least for the quantised weight;
 *     see {@link org.sparsevd.codec.CodedSize#entropy}
 * @param bytesStored what it takes as {@code format}
 * @param format in which it is stored
 */
public record LayerReport(
    String name,
    Shape shape,
    long total,
    long nonZero,
    long bytesDense,
    long bytesCsr,
    long bytesBitmask,
    long bytesCoded,
    long bytesEntropy,
    long bytesStored,
    WeightFormat format) {

  /** Zeros among the weights, 0 to 100. */
  public double sparsityPercent() {
    return total == 0 ? 0 : 100.0 * (total - nonZero) / total;
  }

  /** The layer with these sizes of its quantised weight, stored coded. */
  LayerReport coded(long csr, long bitmask, long coded, long entropy) {
    return sized(csr, bitmask, coded, entropy, coded, WeightFormat.CODED);
  }

  /** The layer stored otherwise. */
  LayerReport stored(long bytes, WeightFormat other) {
    return sized(bytesCsr, bytesBitmask, bytesCoded, bytesEntropy, bytes, other);
  }

  private LayerReport sized(
      long csr, long bitmask, long coded, long entropy, long stored, WeightFormat as) {
    return new LayerReport(
        name, shape, total, nonZero, bytesDense, csr, bitmask, coded, entropy, stored, as);
  }
}

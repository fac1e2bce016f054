package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeEncoder;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Codes tensors into one stream; {@link CodedReader} reads them in the same order. */
public final class CodedWriter {
  private final RangeEncoder encoder = new RangeEncoder();
  private final Logistic logistic = new Logistic();
  private final TensorCoder tensors = new TensorCoder(logistic);

  /**
   * Adds a tensor.
   *
   * @param grid how its columns lie in an image; readers have to know it
   */
  public void add(QuantizedTensor tensor, ColumnLayout grid) {
    tensors.write(encoder, tensor, grid.within(tensor.shape()));
  }

  /**
   * Adds the standard deviations of a weight that readers have, rounded to a few levels.
   *
   * @param deviations of the weight's shape; null where there are none
   */
  public void addDeviations(Tensor weight, Tensor deviations) {
    SparseTensor sparse = SparseTensor.of(weight);
    float[] values = deviations == null ? new float[weight.shape().size()] : deviations.toArray();
    DeviationCoder.write(encoder, logistic, sparse, values);
  }

  /** Whether {@link #addDeviations} would tell a deviation of any weight. */
  public static boolean tells(Tensor weight, Tensor deviations) {
    return DeviationCoder.step(SparseTensor.of(weight), deviations.toArray()) != null;
  }

  /** Ends the stream; its last byte is not zero. */
  public byte[] toBytes() {
    return encoder.toBytes();
  }
}

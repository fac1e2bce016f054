package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeEncoder;

/** Codes tensors into one stream; {@link CodedReader} reads them in the same order. */
public final class CodedWriter {
  private final RangeEncoder encoder = new RangeEncoder();
  private final TensorCoder tensors = new TensorCoder(new Logistic());

  /**
   * Adds a tensor.
   *
   * @param grid how its columns lie in an image; readers have to know it
   */
  public void add(QuantizedTensor tensor, ColumnLayout grid) {
    tensors.write(encoder, tensor, grid.within(tensor.shape()));
  }

  /** Ends the stream; its last byte is not zero. */
  public byte[] toBytes() {
    return encoder.toBytes();
  }
}

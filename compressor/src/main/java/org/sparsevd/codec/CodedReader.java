package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.StreamLimit;
import org.sparsevd.model.CorruptTensorException;
import org.sparsevd.model.Shape;

/** Reads a stream of {@link CodedWriter}, which may be hostile. */
public final class CodedReader {
  private final RangeDecoder decoder;
  private final TensorCoder tensors = new TensorCoder(new Logistic());
  private final StreamLimit budget;

  /** A reader of {@code length} bytes from {@code offset} on. */
  public CodedReader(byte[] bytes, int offset, int length) {
    this.decoder = new RangeDecoder(bytes, offset, length);
    this.budget = new StreamLimit(length);
  }

  /**
   * The next tensor.
   *
   * @param shape as it was written
   * @param grid as it was written
   * @throws CorruptTensorException if the stream exceeds its limits: 2^20 + 64 rows and columns and
   *     2^22 + 1,024 positions per byte, summed over its tensors
   */
  public QuantizedTensor next(Shape shape, ColumnLayout grid) throws CorruptTensorException {
    return tensors.read(decoder, shape, grid.within(shape), budget);
  }

  /**
   * Ends the stream.
   *
   * @throws CorruptTensorException if bytes are left over or the last one is zero
   */
  public void finish() throws CorruptTensorException {
    decoder.finish();
  }
}

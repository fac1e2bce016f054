package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.StreamLimit;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Reads a stream of {@link CodedWriter}, which may be hostile. */
public final class CodedReader {
  private final RangeDecoder decoder;
  private final Logistic logistic = new Logistic();
  private final TensorCoder tensors = new TensorCoder(logistic);
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
   * @throws CorruptTensorException if the stream exceeds its limits, summed over its tensors: 2^20
   *     rows and columns and 64 per byte, 2^22 positions and 1,024 per byte, 2^24 decisions and
   *     2,048 per byte
   */
  public QuantizedTensor next(Shape shape, ColumnLayout grid) throws CorruptTensorException {
    return tensors.read(decoder, shape, grid.within(shape), budget);
  }

  /**
   * The standard deviations of a weight that was read before, 0 where it is zero; null where there
   * are none.
   *
   * @throws CorruptTensorException if the stream exceeds its limit of decisions
   */
  public Tensor nextDeviations(Tensor weight) throws CorruptTensorException {
    return DeviationCoder.read(decoder, logistic, SparseTensor.of(weight), budget);
  }

  /** How many binary decisions were read so far: the work that the stream caused. */
  public long decisions() {
    return decoder.decisions();
  }

  /**
   * Ends the stream.
   *
   * @throws CorruptTensorException if bytes are left over, the last one is zero or there were too
   *     many decisions
   */
  public void finish() throws CorruptTensorException {
    budget.checkDecisions(decoder);
    decoder.finish();
  }
}

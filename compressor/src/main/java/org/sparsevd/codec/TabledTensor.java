package org.sparsevd.codec;

import org.sparsevd.codec.tabled.TabledCodec;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * A large quantised tensor in bytes of its own, which are read far faster than those of a {@link
 * CodedWriter}: one look into a table for each symbol.
 *
 * @param tensor its values: multiples of the step
 */
public record TabledTensor(Tensor tensor, Step step) {
  /** Symbols that are not zero, from which on a tensor is large. */
  private static final int LARGE = 1 << 16;

  /** Where one element in more than so many is not zero, contexts are worth their time. */
  private static final int SPARSE = 16;

  private static final int STEP_BYTES = 1;

  /** Whether a tensor, seen as a matrix, is large enough for this, and not too sparse. */
  public static boolean isLarge(Tensor tensor) {
    return tensor.nonZeros() >= LARGE
        && (long) SPARSE * tensor.nonZeros() >= tensor.shape().size()
        && TabledCodec.fits(tensor.rows(), tensor.columns());
  }

  /** The bytes of a tensor that is large. */
  public static byte[] encode(QuantizedTensor tensor) {
    byte[] symbols = TabledCodec.encode(tensor.toArray(), tensor.rows(), tensor.columns());
    byte[] bytes = new byte[STEP_BYTES + symbols.length];
    bytes[0] = (byte) tensor.step().index();
    System.arraycopy(symbols, 0, bytes, STEP_BYTES, symbols.length);
    return bytes;
  }

  /**
   * Reads a tensor, which may be hostile; its elements are at most as many as the caller allows.
   *
   * @throws CorruptTensorException unless the bytes are one of this shape, to the last
   */
  public static TabledTensor decode(byte[] bytes, int offset, int length, Shape shape)
      throws CorruptTensorException {
    if (length < STEP_BYTES) {
      throw new CorruptTensorException(0, "there is no step");
    }
    Step step = new Step(bytes[offset] & 0xFF);
    int rows = shape.dim(0);
    float[] values;
    try {
      values =
          TabledCodec.decode(
              bytes,
              offset + STEP_BYTES,
              length - STEP_BYTES,
              rows,
              shape.size() / rows,
              step.size());
    } catch (CorruptTensorException e) {
      throw new CorruptTensorException(STEP_BYTES + e.offset(), e.getMessage());
    }
    DenseTensor dense = new DenseTensor(shape, values);
    boolean sparse = 2L * dense.nonZeros() < shape.size();
    return new TabledTensor(sparse ? SparseTensor.of(dense) : dense, step);
  }
}

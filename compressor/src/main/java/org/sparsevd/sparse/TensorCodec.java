package org.sparsevd.sparse;

import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * One tensor to bytes and back. Every storage keeps the float32 values as they are; the sparse ones
 * drop zeros, negative zeros among them.
 */
public final class TensorCodec {
  private TensorCodec() {}

  /** The tensor's bytes; layouts as in {@code FORMAT.md}, section "Storage kinds". */
  public static byte[] encode(Tensor tensor, Storage storage) {
    return switch (storage) {
      case DENSE -> {
        float[] values = tensor.toArray();
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        Values.put(values, bytes, 0);
        yield bytes;
      }
      case CSR -> CsrCodec.encode(SparseTensor.of(tensor));
      case BITMASK -> BitmaskCodec.encode(SparseTensor.of(tensor));
    };
  }

  /** {@code encode(tensor, storage).length}. */
  public static long size(Tensor tensor, Storage storage) {
    return storage == Storage.DENSE
        ? (long) tensor.shape().size() * Float.BYTES
        : encode(tensor, storage).length;
  }

  /** The storage that takes the fewest bytes; the first in declaration order among equals. */
  public static Storage smallest(Tensor tensor) {
    Storage best = Storage.DENSE;
    if (tensor.nonZeros() == tensor.shape().size()) {
      // Others have all values, too, and say where they stand.
      return best;
    }
    long fewest = size(tensor, best);
    for (Storage storage : Storage.values()) {
      long size = size(tensor, storage);
      if (size < fewest) {
        best = storage;
        fewest = size;
      }
    }
    return best;
  }

  /** A tensor from all of these bytes; see {@link #decode(byte[], int, int, Shape, Storage)}. */
  public static Tensor decode(byte[] bytes, Shape shape, Storage storage)
      throws CorruptTensorException {
    return decode(bytes, 0, bytes.length, shape, storage);
  }

  /**
   * The tensor in {@code length} bytes from {@code offset} on, which may be hostile: memory taken
   * stays below 128 bytes for each byte read.
   *
   * @param shape at least one dimension
   * @return a {@link DenseTensor} for {@link Storage#DENSE}, else a {@link SparseTensor}
   * @throws CorruptTensorException unless they are a tensor of this shape and storage, to the byte
   */
  public static Tensor decode(byte[] bytes, int offset, int length, Shape shape, Storage storage)
      throws CorruptTensorException {
    return switch (storage) {
      case DENSE -> {
        if (length != (long) shape.size() * Float.BYTES) {
          throw new CorruptTensorException(
              0, shape + " needs " + 4L * shape.size() + " bytes, found " + length);
        }
        yield new DenseTensor(shape, Values.get(bytes, offset, shape.size()));
      }
      case CSR -> CsrCodec.decode(bytes, offset, length, shape);
      case BITMASK -> BitmaskCodec.decode(bytes, offset, length, shape);
    };
  }
}

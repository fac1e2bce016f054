package org.sparsevd.sparse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparsevd.tensor.CorruptTensorException;

/** The float32 values at the end of a stored tensor, little-endian. */
final class Values {
  private Values() {}

  /** The bits, filled to a whole byte, then the values. */
  static byte[] append(BitWriter out, float[] values) {
    byte[] bytes = out.toBytes(Math.multiplyExact(values.length, Float.BYTES));
    int start = bytes.length - values.length * Float.BYTES;
    put(values, bytes, start);
    return bytes;
  }

  /** What is left after the bits, which must be exactly {@code count} values. */
  static float[] rest(BitReader in, byte[] bytes, int offset, int count)
      throws CorruptTensorException {
    in.align();
    if (in.remainingBytes() != (long) count * Float.BYTES) {
      throw new CorruptTensorException(
          in.offset(),
          count + " values need " + 4L * count + " bytes, found " + in.remainingBytes());
    }
    return get(bytes, offset + in.offset(), count);
  }

  static void put(float[] values, byte[] bytes, int offset) {
    ByteBuffer.wrap(bytes, offset, values.length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(values);
  }

  static float[] get(byte[] bytes, int offset, int count) {
    float[] values = new float[count];
    ByteBuffer.wrap(bytes, offset, count * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}

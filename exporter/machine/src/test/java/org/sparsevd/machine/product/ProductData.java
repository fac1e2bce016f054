package org.sparsevd.machine.product;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.vector.VectorSupport;

/** What the tests of products compute with. */
final class ProductData {
  /** Of this processor's vectors. */
  static final Width OWN = VectorSupport.find().bits() == 512 ? Width.ZMM : Width.YMM;

  private ProductData() {}

  static float[] floats(Random random, int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  static ByteBuffer buffer(float[] values) {
    ByteBuffer bytes = buffer(new byte[4 * values.length]);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  static ByteBuffer buffer(int[] values) {
    ByteBuffer bytes = buffer(new byte[4 * values.length]);
    bytes.asIntBuffer().put(values);
    return bytes;
  }

  static ByteBuffer buffer(byte[] values) {
    return ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Room for so many numbers, whose last one is the last before the guard. */
  static GuardedMemory guarded(int numbers) {
    return GuardedMemory.endingAtAGuard((4L * numbers + 63) / 64 * 64);
  }

  /** So that the last of these numbers is the last before the guard. */
  static MemorySegment end(GuardedMemory guarded, int numbers) {
    long bytes = 4L * numbers;
    return guarded.segment().asSlice(guarded.segment().byteSize() - bytes, bytes);
  }
}

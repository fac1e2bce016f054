package org.sparsevd.nets;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.vector.VectorSupport;

/**
 * What a caller of ONNX Runtime has to do to raw pixels, as fast as Java can: a plain loop would
 * make the other side look slower than it is.
 */
interface PixelConversion {
  /** Unsigned bytes as numbers, 0 to 255. */
  void convert(byte[] pixels, int count, float[] numbers);

  /** The fastest that this JVM has: vectors where they pay. */
  static PixelConversion find() {
    return VectorSupport.find().pays() ? new Vectors() : new Plain();
  }

  /** Pixel by pixel. */
  record Plain() implements PixelConversion {
    @Override
    public void convert(byte[] pixels, int count, float[] numbers) {
      rest(pixels, 0, count, numbers);
    }

    static void rest(byte[] pixels, int from, int count, float[] numbers) {
      for (int i = from; i < count; i++) {
        numbers[i] = pixels[i] & 0xff;
      }
    }
  }

  /** Eight pixels at once. */
  record Vectors() implements PixelConversion {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;

    @Override
    public void convert(byte[] pixels, int count, float[] numbers) {
      int i = 0;
      for (; i <= count - FLOATS.length(); i += FLOATS.length()) {
        // Read as signed, then 256 more where that is negative: every JIT has these instructions.
        FloatVector signed =
            (FloatVector) ByteVector.fromArray(BYTES, pixels, i).castShape(FLOATS, 0);
        FloatVector raised = signed.add(256);
        signed.blend(raised, signed.compare(VectorOperators.LT, 0)).intoArray(numbers, i);
      }
      Plain.rest(pixels, i, count, numbers);
    }
  }
}

package org.sparsevd.benchmarks.inference;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a caller of ONNX Runtime has to do to raw pixels, as fast as Java can: a plain loop would
 * make the other side look slower than it is.
 */
final class PixelConversion {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;

  private PixelConversion() {}

  /** Unsigned bytes as floats 0 to 255, as many as the floats hold. */
  static void toFloats(byte[] pixels, float[] floats) {
    int i = 0;
    for (; i <= floats.length - FLOATS.length(); i += FLOATS.length()) {
      // Read as signed, then 256 more where that is negative: every JIT has these instructions.
      FloatVector signed =
          (FloatVector) ByteVector.fromArray(BYTES, pixels, i).castShape(FLOATS, 0);
      FloatVector raised = signed.add(256);
      signed.blend(raised, signed.compare(VectorOperators.LT, 0)).intoArray(floats, i);
    }
    for (; i < floats.length; i++) {
      floats[i] = pixels[i] & 0xff;
    }
  }
}

package org.sparsevd.runtime;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What becomes of the sums of a quad. */
final class VectorQuad {
  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  private VectorQuad() {}

  static void store(
      FloatVector s0,
      FloatVector s1,
      FloatVector s2,
      FloatVector s3,
      float[] out,
      int at,
      float floor) {
    raised(s0, floor).intoArray(out, at);
    raised(s1, floor).intoArray(out, at + LANES);
    raised(s2, floor).intoArray(out, at + 2 * LANES);
    raised(s3, floor).intoArray(out, at + 3 * LANES);
  }

  /** Compare and blend: the bits of {@code max}, zeros and not a number included, but cheaper. */
  static FloatVector raised(FloatVector sum, float floor) {
    return sum.blend(floor, sum.compare(VectorOperators.LE, floor));
  }

  /** Likewise for two vectors; where one is not a number, either. */
  static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, a.compare(VectorOperators.LT, b));
  }
}

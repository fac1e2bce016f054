package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What becomes of sums. A method that takes four of them to store does not pay: where the JIT does
 * not inline it, they are objects throughout the loop before.
 */
final class VectorQuad {
  private VectorQuad() {}

  /** Compare and blend: the bits of {@code max}, zeros and not a number included, but cheaper. */
  static FloatVector raised(FloatVector sum, float floor) {
    return sum.blend(floor, sum.compare(VectorOperators.LE, floor));
  }

  /** Likewise for two vectors; where one is not a number, either. */
  static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, a.compare(VectorOperators.LT, b));
  }
}

package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.RowLoop;
import org.sparsevd.vector.FloatLanes;

/**
 * Sums and products along rows by vectors. The JIT makes vectors of plain loops only where it knows
 * that what is written is not read.
 */
public final class RowVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private RowVectors() {}

  /** The loop of a function; null where there is none. */
  public static RowLoop of(Op.BinaryFunction function) {
    return switch (function) {
      case PLUS -> RowVectors::plus;
      case TIMES -> RowVectors::times;
      default -> null;
    };
  }

  private static void plus(
      float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
    int whole = whole(aStep, bStep, count);
    for (int k = 0; k < whole; k += LANES) {
      FloatVector other = FloatVector.fromArray(SPECIES, b, j + k);
      FloatVector.fromArray(SPECIES, a, i + k).add(other).intoArray(y, to + k);
    }
    RowLoop.plus(
        a, i + whole * aStep, aStep, b, j + whole * bStep, bStep, y, to + whole, count - whole);
  }

  private static void times(
      float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
    int whole = whole(aStep, bStep, count);
    for (int k = 0; k < whole; k += LANES) {
      FloatVector other = FloatVector.fromArray(SPECIES, b, j + k);
      FloatVector.fromArray(SPECIES, a, i + k).mul(other).intoArray(y, to + k);
    }
    RowLoop.times(
        a, i + whole * aStep, aStep, b, j + whole * bStep, bStep, y, to + whole, count - whole);
  }

  /** Elements in whole vectors, where both operands go along the row. */
  private static int whole(int aStep, int bStep, int count) {
    return aStep == 1 && bStep == 1 ? count - count % LANES : 0;
  }
}

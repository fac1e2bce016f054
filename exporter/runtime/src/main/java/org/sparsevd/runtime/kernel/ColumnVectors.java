package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.vector.FloatLanes;

/**
 * Dense matrix times vector on the Vector API: the sums of a slice of rows live in registers while
 * the columns of those inputs stream by that are not zero.
 */
final class ColumnVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  /** From this release on, the bits of a vector's mask are one instruction; before, a slow loop. */
  private static final boolean MASKS_HAVE_BITS = Runtime.version().feature() >= 19;

  private ColumnVectors() {}

  /** Vectors of rows that one of the kernels below takes, where so many are left. */
  static int height(int vectors) {
    return vectors > 6 ? 8 : vectors > 4 ? 6 : vectors > 2 ? 4 : vectors;
  }

  /** See {@link Kernels#multiply}. */
  static void multiply(DenseColumns columns, float[] x, float[] y, int[] places, float floor) {
    int count = nonZeros(x, columns.columns(), places);
    for (int s = 0; s < columns.slices(); s++) {
      int vectors = columns.height(s) / LANES;
      if (vectors == 8) {
        eight(columns, s, x, places, count, y, floor);
      } else if (vectors == 6) {
        six(columns, s, x, places, count, y, floor);
      } else if (vectors == 4) {
        four(columns, s, x, places, count, y, floor);
      } else if (vectors == 2) {
        two(columns, s, x, places, count, y, floor);
      } else {
        one(columns, s, x, places, count, y, floor);
      }
    }
  }

  /**
   * Lists the places of inputs that are not zero. An own branch for each input would often be
   * guessed wrong.
   *
   * @return how many there are
   */
  private static int nonZeros(float[] x, int count, int[] places) {
    int found = 0;
    int i = 0;
    if (MASKS_HAVE_BITS) {
      for (; i < count; i += Long.SIZE) {
        long bits = nonZeros(x, i, count);
        while (bits != 0) {
          places[found++] = i + Long.numberOfTrailingZeros(bits);
          bits &= bits - 1;
        }
      }
    }
    for (; i < count; i++) {
      int magnitude = Float.floatToRawIntBits(x[i]) << 1;
      places[found] = i;
      found += (magnitude | -magnitude) >>> 31;
    }
    return found;
  }

  /** A bit for each of 64 inputs from {@code from} on that is not zero; none behind the end. */
  private static long nonZeros(float[] x, int from, int end) {
    long bits = 0;
    for (int i = 0; i < Long.SIZE; i += LANES) {
      FloatVector values = FloatVector.fromArray(SPECIES, x, from + i);
      bits |= values.compare(VectorOperators.NE, 0).toLong() << i;
    }
    int behind = Math.max(0, Long.SIZE - (end - from));
    return bits & -1L >>> behind;
  }

  private static void eight(
      DenseColumns all, int s, float[] x, int[] places, int count, float[] y, float floor) {
    float[] weights = all.weights();
    int row = all.rows()[s];
    FloatVector s0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    FloatVector s1 = FloatVector.fromArray(SPECIES, all.bias(), row + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, all.bias(), row + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, all.bias(), row + 3 * LANES);
    FloatVector s4 = FloatVector.fromArray(SPECIES, all.bias(), row + 4 * LANES);
    FloatVector s5 = FloatVector.fromArray(SPECIES, all.bias(), row + 5 * LANES);
    FloatVector s6 = FloatVector.fromArray(SPECIES, all.bias(), row + 6 * LANES);
    FloatVector s7 = FloatVector.fromArray(SPECIES, all.bias(), row + 7 * LANES);
    int start = all.start() + row * all.columns();
    for (int k = 0; k < count; k++) {
      int c = places[k];
      int at = start + c * (8 * LANES);
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      s0 = value.fma(FloatVector.fromArray(SPECIES, weights, at), s0);
      s1 = value.fma(FloatVector.fromArray(SPECIES, weights, at + LANES), s1);
      s2 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 2 * LANES), s2);
      s3 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 3 * LANES), s3);
      s4 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 4 * LANES), s4);
      s5 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 5 * LANES), s5);
      s6 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 6 * LANES), s6);
      s7 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 7 * LANES), s7);
    }
    VectorQuad.raised(s0, floor).intoArray(y, row);
    VectorQuad.raised(s1, floor).intoArray(y, row + LANES);
    VectorQuad.raised(s2, floor).intoArray(y, row + 2 * LANES);
    VectorQuad.raised(s3, floor).intoArray(y, row + 3 * LANES);
    VectorQuad.raised(s4, floor).intoArray(y, row + 4 * LANES);
    VectorQuad.raised(s5, floor).intoArray(y, row + 5 * LANES);
    VectorQuad.raised(s6, floor).intoArray(y, row + 6 * LANES);
    VectorQuad.raised(s7, floor).intoArray(y, row + 7 * LANES);
  }

  private static void six(
      DenseColumns all, int s, float[] x, int[] places, int count, float[] y, float floor) {
    float[] weights = all.weights();
    int row = all.rows()[s];
    FloatVector s0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    FloatVector s1 = FloatVector.fromArray(SPECIES, all.bias(), row + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, all.bias(), row + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, all.bias(), row + 3 * LANES);
    FloatVector s4 = FloatVector.fromArray(SPECIES, all.bias(), row + 4 * LANES);
    FloatVector s5 = FloatVector.fromArray(SPECIES, all.bias(), row + 5 * LANES);
    int start = all.start() + row * all.columns();
    for (int k = 0; k < count; k++) {
      int c = places[k];
      int at = start + c * (6 * LANES);
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      s0 = value.fma(FloatVector.fromArray(SPECIES, weights, at), s0);
      s1 = value.fma(FloatVector.fromArray(SPECIES, weights, at + LANES), s1);
      s2 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 2 * LANES), s2);
      s3 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 3 * LANES), s3);
      s4 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 4 * LANES), s4);
      s5 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 5 * LANES), s5);
    }
    VectorQuad.raised(s0, floor).intoArray(y, row);
    VectorQuad.raised(s1, floor).intoArray(y, row + LANES);
    VectorQuad.raised(s2, floor).intoArray(y, row + 2 * LANES);
    VectorQuad.raised(s3, floor).intoArray(y, row + 3 * LANES);
    VectorQuad.raised(s4, floor).intoArray(y, row + 4 * LANES);
    VectorQuad.raised(s5, floor).intoArray(y, row + 5 * LANES);
  }

  private static void four(
      DenseColumns all, int s, float[] x, int[] places, int count, float[] y, float floor) {
    float[] weights = all.weights();
    int row = all.rows()[s];
    FloatVector s0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    FloatVector s1 = FloatVector.fromArray(SPECIES, all.bias(), row + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, all.bias(), row + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, all.bias(), row + 3 * LANES);
    int start = all.start() + row * all.columns();
    for (int k = 0; k < count; k++) {
      int c = places[k];
      int at = start + c * (4 * LANES);
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      s0 = value.fma(FloatVector.fromArray(SPECIES, weights, at), s0);
      s1 = value.fma(FloatVector.fromArray(SPECIES, weights, at + LANES), s1);
      s2 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 2 * LANES), s2);
      s3 = value.fma(FloatVector.fromArray(SPECIES, weights, at + 3 * LANES), s3);
    }
    VectorQuad.raised(s0, floor).intoArray(y, row);
    VectorQuad.raised(s1, floor).intoArray(y, row + LANES);
    VectorQuad.raised(s2, floor).intoArray(y, row + 2 * LANES);
    VectorQuad.raised(s3, floor).intoArray(y, row + 3 * LANES);
  }

  private static void two(
      DenseColumns all, int s, float[] x, int[] places, int count, float[] y, float floor) {
    float[] weights = all.weights();
    int row = all.rows()[s];
    FloatVector s0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    FloatVector s1 = FloatVector.fromArray(SPECIES, all.bias(), row + LANES);
    int start = all.start() + row * all.columns();
    for (int k = 0; k < count; k++) {
      int c = places[k];
      int at = start + c * (2 * LANES);
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      s0 = value.fma(FloatVector.fromArray(SPECIES, weights, at), s0);
      s1 = value.fma(FloatVector.fromArray(SPECIES, weights, at + LANES), s1);
    }
    VectorQuad.raised(s0, floor).intoArray(y, row);
    VectorQuad.raised(s1, floor).intoArray(y, row + LANES);
  }

  private static void one(
      DenseColumns all, int s, float[] x, int[] places, int count, float[] y, float floor) {
    float[] weights = all.weights();
    int row = all.rows()[s];
    FloatVector s0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    int start = all.start() + row * all.columns();
    for (int k = 0; k < count; k++) {
      int c = places[k];
      int at = start + c * LANES;
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      s0 = value.fma(FloatVector.fromArray(SPECIES, weights, at), s0);
    }
    VectorQuad.raised(s0, floor).intoArray(y, row);
  }
}

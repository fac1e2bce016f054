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
        ColumnSums.vectors8(columns, s, x, places, count, y, floor);
      } else if (vectors == 6) {
        ColumnSums.vectors6(columns, s, x, places, count, y, floor);
      } else if (vectors == 4) {
        ColumnSums.vectors4(columns, s, x, places, count, y, floor);
      } else if (vectors == 2) {
        ColumnSums.vectors2(columns, s, x, places, count, y, floor);
      } else {
        ColumnSums.vectors1(columns, s, x, places, count, y, floor);
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
}

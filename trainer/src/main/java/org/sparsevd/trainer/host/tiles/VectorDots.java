package org.sparsevd.trainer.host.tiles;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.vector.FloatLanes;

/** Sums of products on the Vector API, as many at once as the registers hold. */
public final class VectorDots {
  private static final VectorSpecies<Float> LANES = FloatLanes.SPECIES;
  private static final int WIDTH = LANES.length();

  private VectorDots() {}

  /** See {@code TrainingKernels.dotColumns}. */
  public static int columns() {
    return VectorProducts.FEW_REGISTERS ? 3 : 6;
  }

  /** See {@code TrainingKernels.interleave}. */
  public static void interleave(float[] x, int[] rowAt, int count, float[] out, int at) {
    int r0 = rowAt[0];
    int r1 = rowAt[1];
    int r2 = rowAt[2];
    int r3 = rowAt[3];
    for (int j = 0; j < count; j += WIDTH) {
      FloatVector.fromArray(LANES, x, r0 + j).intoArray(out, at + 4 * j);
      FloatVector.fromArray(LANES, x, r1 + j).intoArray(out, at + 4 * j + WIDTH);
      FloatVector.fromArray(LANES, x, r2 + j).intoArray(out, at + 4 * j + 2 * WIDTH);
      FloatVector.fromArray(LANES, x, r3 + j).intoArray(out, at + 4 * j + 3 * WIDTH);
    }
  }

  /** See {@code TrainingKernels.dot}. */
  public static void dot(
      float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    if (VectorProducts.FEW_REGISTERS) {
      Dot4x3.run(dy, dyAt, x, xAt, count, sums, at);
    } else {
      Dot4x6.run(dy, dyAt, x, xAt, count, sums, at);
    }
  }
}

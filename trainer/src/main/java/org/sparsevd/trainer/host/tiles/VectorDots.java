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
    return VectorProducts.FEW_REGISTERS ? 2 : 6;
  }

  /** See {@code TrainingKernels.dotRows}. */
  public static int rows() {
    return VectorProducts.FEW_REGISTERS ? 6 : 4;
  }

  /** See {@code TrainingKernels.interleave}. */
  public static void interleave(float[] x, int[] rowAt, int count, float[] out, int at) {
    int rows = rows();
    for (int r = 0; r < rows; r++) {
      int from = rowAt[r];
      int to = at + r * WIDTH;
      for (int i = 0; i < count / WIDTH; i++) {
        FloatVector.fromArray(LANES, x, from + i * WIDTH).intoArray(out, to + i * rows * WIDTH);
      }
    }
  }

  /** See {@code TrainingKernels.dot}. */
  public static void dot(
      float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    if (VectorProducts.FEW_REGISTERS) {
      Dot6x2.run(dy, dyAt, x, xAt, count, sums, at);
    } else {
      Dot4x6.run(dy, dyAt, x, xAt, count, sums, at);
    }
  }
}

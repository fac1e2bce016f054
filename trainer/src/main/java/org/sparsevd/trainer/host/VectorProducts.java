package org.sparsevd.trainer.host;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Matrix products on the Vector API: the choice of tiles, and sums of products. */
final class VectorProducts {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  /** Machines with 256-bit vectors have 16 registers, others 32. */
  private static final boolean FEW_REGISTERS = WIDTH == 8;

  private VectorProducts() {}

  static int panelRows() {
    return FEW_REGISTERS ? 4 : 6;
  }

  static int[] tileColumns() {
    return FEW_REGISTERS ? new int[] {2 * WIDTH, WIDTH} : new int[] {4 * WIDTH, 2 * WIDTH, WIDTH};
  }

  /** See {@link Kernels#tile}. */
  static void tile(
      float[] panel,
      int at,
      float[] b,
      int bAt,
      int depth,
      int columns,
      float[] c,
      int[] cAt,
      boolean add) {
    if (FEW_REGISTERS) {
      FourRowTiles.tile(panel, at, b, bAt, depth, columns, c, cAt, add);
    } else {
      SixRowTiles.tile(panel, at, b, bAt, depth, columns, c, cAt, add);
    }
  }

  /** See {@link Kernels#gatherRows}. */
  static void gatherRows(float[] x, int[] offsets, int shift, int columns, int depth, float[] out) {
    for (int j = 0; j < columns; j += WIDTH) {
      for (int k = 0; k < depth; k++) {
        FloatVector.fromArray(LANES, x, offsets[k] + shift + j).intoArray(out, k * columns + j);
      }
    }
  }

  /** See {@link Kernels#dot}; {@code lanes} has room for eight vectors. */
  static void dot(
      float[] dy, int[] dyAt, float[] x, int[] xAt, int count, float[] lanes, float[] sums) {
    dot4x2(dy, dyAt[0], dyAt[1], dyAt[2], dyAt[3], x, xAt[0], xAt[1], count, lanes);
    for (int i = 0; i < Kernels.DOT_ROWS * Kernels.DOT_COLUMNS; i++) {
      float sum = 0;
      for (int l = 0; l < WIDTH; l++) {
        sum += lanes[i * WIDTH + l];
      }
      sums[i] = sum;
    }
  }

  private static void dot4x2(
      float[] dy,
      int d0,
      int d1,
      int d2,
      int d3,
      float[] x,
      int x0,
      int x1,
      int count,
      float[] lanes) {
    FloatVector s00 = FloatVector.zero(LANES);
    FloatVector s01 = FloatVector.zero(LANES);
    FloatVector s10 = FloatVector.zero(LANES);
    FloatVector s11 = FloatVector.zero(LANES);
    FloatVector s20 = FloatVector.zero(LANES);
    FloatVector s21 = FloatVector.zero(LANES);
    FloatVector s30 = FloatVector.zero(LANES);
    FloatVector s31 = FloatVector.zero(LANES);
    for (int j = 0; j < count; j += WIDTH) {
      FloatVector v0 = FloatVector.fromArray(LANES, x, x0 + j);
      FloatVector v1 = FloatVector.fromArray(LANES, x, x1 + j);
      FloatVector g0 = FloatVector.fromArray(LANES, dy, d0 + j);
      s00 = g0.fma(v0, s00);
      s01 = g0.fma(v1, s01);
      FloatVector g1 = FloatVector.fromArray(LANES, dy, d1 + j);
      s10 = g1.fma(v0, s10);
      s11 = g1.fma(v1, s11);
      FloatVector g2 = FloatVector.fromArray(LANES, dy, d2 + j);
      s20 = g2.fma(v0, s20);
      s21 = g2.fma(v1, s21);
      FloatVector g3 = FloatVector.fromArray(LANES, dy, d3 + j);
      s30 = g3.fma(v0, s30);
      s31 = g3.fma(v1, s31);
    }
    s00.intoArray(lanes, 0);
    s01.intoArray(lanes, WIDTH);
    s10.intoArray(lanes, 2 * WIDTH);
    s11.intoArray(lanes, 3 * WIDTH);
    s20.intoArray(lanes, 4 * WIDTH);
    s21.intoArray(lanes, 5 * WIDTH);
    s30.intoArray(lanes, 6 * WIDTH);
    s31.intoArray(lanes, 7 * WIDTH);
  }
}

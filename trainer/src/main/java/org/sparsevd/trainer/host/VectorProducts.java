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

  /** See {@link Kernels#dot}. */
  static void dot(float[] dy, int[] dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    dot4x3(dy, dyAt[0], dyAt[1], dyAt[2], dyAt[3], x, xAt[0], xAt[1], xAt[2], count, sums, at);
  }

  /**
   * Twelve sums at once, which is what 16 registers hold: seven numbers are loaded for twelve
   * products. Four by two is slower by nearly half, since loads then are what takes the time.
   */
  private static void dot4x3(
      float[] dy,
      int d0,
      int d1,
      int d2,
      int d3,
      float[] x,
      int x0,
      int x1,
      int x2,
      int count,
      float[] sums,
      int at) {
    FloatVector s00 = FloatVector.zero(LANES);
    FloatVector s01 = FloatVector.zero(LANES);
    FloatVector s02 = FloatVector.zero(LANES);
    FloatVector s10 = FloatVector.zero(LANES);
    FloatVector s11 = FloatVector.zero(LANES);
    FloatVector s12 = FloatVector.zero(LANES);
    FloatVector s20 = FloatVector.zero(LANES);
    FloatVector s21 = FloatVector.zero(LANES);
    FloatVector s22 = FloatVector.zero(LANES);
    FloatVector s30 = FloatVector.zero(LANES);
    FloatVector s31 = FloatVector.zero(LANES);
    FloatVector s32 = FloatVector.zero(LANES);
    for (int j = 0; j < count; j += WIDTH) {
      FloatVector v0 = FloatVector.fromArray(LANES, x, x0 + j);
      FloatVector v1 = FloatVector.fromArray(LANES, x, x1 + j);
      FloatVector v2 = FloatVector.fromArray(LANES, x, x2 + j);
      FloatVector g0 = FloatVector.fromArray(LANES, dy, d0 + j);
      s00 = g0.fma(v0, s00);
      s01 = g0.fma(v1, s01);
      s02 = g0.fma(v2, s02);
      FloatVector g1 = FloatVector.fromArray(LANES, dy, d1 + j);
      s10 = g1.fma(v0, s10);
      s11 = g1.fma(v1, s11);
      s12 = g1.fma(v2, s12);
      FloatVector g2 = FloatVector.fromArray(LANES, dy, d2 + j);
      s20 = g2.fma(v0, s20);
      s21 = g2.fma(v1, s21);
      s22 = g2.fma(v2, s22);
      FloatVector g3 = FloatVector.fromArray(LANES, dy, d3 + j);
      s30 = g3.fma(v0, s30);
      s31 = g3.fma(v1, s31);
      s32 = g3.fma(v2, s32);
    }
    add(s00, sums, at);
    add(s01, sums, at + WIDTH);
    add(s02, sums, at + 2 * WIDTH);
    add(s10, sums, at + 3 * WIDTH);
    add(s11, sums, at + 4 * WIDTH);
    add(s12, sums, at + 5 * WIDTH);
    add(s20, sums, at + 6 * WIDTH);
    add(s21, sums, at + 7 * WIDTH);
    add(s22, sums, at + 8 * WIDTH);
    add(s30, sums, at + 9 * WIDTH);
    add(s31, sums, at + 10 * WIDTH);
    add(s32, sums, at + 11 * WIDTH);
  }

  private static void add(FloatVector value, float[] sums, int at) {
    value.add(FloatVector.fromArray(LANES, sums, at)).intoArray(sums, at);
  }
}

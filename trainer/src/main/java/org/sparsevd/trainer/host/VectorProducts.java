package org.sparsevd.trainer.host;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of the matrix products. Straight-line on purpose, one tile a method: the JIT
 * keeps every accumulator in a register only where nothing branches and nothing is passed on, and
 * checks bounds once a loop only where every index is linear in it.
 */
final class VectorProducts {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  /** 256-bit machines have 16 registers, others 32: 4 x 2 or 6 x 4 accumulators. */
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
      float[] panel, int at, float[] b, int bAt, int depth, int columns, float[] tile) {
    if (FEW_REGISTERS) {
      if (columns == 2 * WIDTH) {
        tile4x2(panel, at, b, bAt, depth, tile);
      } else {
        tile4x1(panel, at, b, bAt, depth, tile);
      }
    } else if (columns == 4 * WIDTH) {
      tile6x4(panel, at, b, bAt, depth, tile);
    } else if (columns == 2 * WIDTH) {
      tile6x2(panel, at, b, bAt, depth, tile);
    } else {
      tile6x1(panel, at, b, bAt, depth, tile);
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

  private static void tile6x4(float[] panel, int at, float[] b, int bAt, int depth, float[] tile) {
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c01 = FloatVector.zero(LANES);
    FloatVector c02 = FloatVector.zero(LANES);
    FloatVector c03 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c11 = FloatVector.zero(LANES);
    FloatVector c12 = FloatVector.zero(LANES);
    FloatVector c13 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c21 = FloatVector.zero(LANES);
    FloatVector c22 = FloatVector.zero(LANES);
    FloatVector c23 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c31 = FloatVector.zero(LANES);
    FloatVector c32 = FloatVector.zero(LANES);
    FloatVector c33 = FloatVector.zero(LANES);
    FloatVector c40 = FloatVector.zero(LANES);
    FloatVector c41 = FloatVector.zero(LANES);
    FloatVector c42 = FloatVector.zero(LANES);
    FloatVector c43 = FloatVector.zero(LANES);
    FloatVector c50 = FloatVector.zero(LANES);
    FloatVector c51 = FloatVector.zero(LANES);
    FloatVector c52 = FloatVector.zero(LANES);
    FloatVector c53 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      int i = at + k * 6;
      int j = bAt + k * 4 * WIDTH;
      FloatVector b0 = FloatVector.fromArray(LANES, b, j);
      FloatVector b1 = FloatVector.fromArray(LANES, b, j + WIDTH);
      FloatVector b2 = FloatVector.fromArray(LANES, b, j + 2 * WIDTH);
      FloatVector b3 = FloatVector.fromArray(LANES, b, j + 3 * WIDTH);
      FloatVector a0 = FloatVector.broadcast(LANES, panel[i]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(LANES, panel[i + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(LANES, panel[i + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(LANES, panel[i + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      FloatVector a4 = FloatVector.broadcast(LANES, panel[i + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      c43 = a4.fma(b3, c43);
      FloatVector a5 = FloatVector.broadcast(LANES, panel[i + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      c52 = a5.fma(b2, c52);
      c53 = a5.fma(b3, c53);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, WIDTH);
    c02.intoArray(tile, 2 * WIDTH);
    c03.intoArray(tile, 3 * WIDTH);
    c10.intoArray(tile, 4 * WIDTH);
    c11.intoArray(tile, 5 * WIDTH);
    c12.intoArray(tile, 6 * WIDTH);
    c13.intoArray(tile, 7 * WIDTH);
    c20.intoArray(tile, 8 * WIDTH);
    c21.intoArray(tile, 9 * WIDTH);
    c22.intoArray(tile, 10 * WIDTH);
    c23.intoArray(tile, 11 * WIDTH);
    c30.intoArray(tile, 12 * WIDTH);
    c31.intoArray(tile, 13 * WIDTH);
    c32.intoArray(tile, 14 * WIDTH);
    c33.intoArray(tile, 15 * WIDTH);
    c40.intoArray(tile, 16 * WIDTH);
    c41.intoArray(tile, 17 * WIDTH);
    c42.intoArray(tile, 18 * WIDTH);
    c43.intoArray(tile, 19 * WIDTH);
    c50.intoArray(tile, 20 * WIDTH);
    c51.intoArray(tile, 21 * WIDTH);
    c52.intoArray(tile, 22 * WIDTH);
    c53.intoArray(tile, 23 * WIDTH);
  }

  private static void tile6x2(float[] panel, int at, float[] b, int bAt, int depth, float[] tile) {
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c01 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c11 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c21 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c31 = FloatVector.zero(LANES);
    FloatVector c40 = FloatVector.zero(LANES);
    FloatVector c41 = FloatVector.zero(LANES);
    FloatVector c50 = FloatVector.zero(LANES);
    FloatVector c51 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      int i = at + k * 6;
      int j = bAt + k * 2 * WIDTH;
      FloatVector b0 = FloatVector.fromArray(LANES, b, j);
      FloatVector b1 = FloatVector.fromArray(LANES, b, j + WIDTH);
      FloatVector a0 = FloatVector.broadcast(LANES, panel[i]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(LANES, panel[i + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(LANES, panel[i + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(LANES, panel[i + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(LANES, panel[i + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(LANES, panel[i + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, WIDTH);
    c10.intoArray(tile, 2 * WIDTH);
    c11.intoArray(tile, 3 * WIDTH);
    c20.intoArray(tile, 4 * WIDTH);
    c21.intoArray(tile, 5 * WIDTH);
    c30.intoArray(tile, 6 * WIDTH);
    c31.intoArray(tile, 7 * WIDTH);
    c40.intoArray(tile, 8 * WIDTH);
    c41.intoArray(tile, 9 * WIDTH);
    c50.intoArray(tile, 10 * WIDTH);
    c51.intoArray(tile, 11 * WIDTH);
  }

  private static void tile6x1(float[] panel, int at, float[] b, int bAt, int depth, float[] tile) {
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c40 = FloatVector.zero(LANES);
    FloatVector c50 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      int i = at + k * 6;
      int j = bAt + k * WIDTH;
      FloatVector b0 = FloatVector.fromArray(LANES, b, j);
      FloatVector a0 = FloatVector.broadcast(LANES, panel[i]);
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(LANES, panel[i + 1]);
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(LANES, panel[i + 2]);
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(LANES, panel[i + 3]);
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(LANES, panel[i + 4]);
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(LANES, panel[i + 5]);
      c50 = a5.fma(b0, c50);
    }
    c00.intoArray(tile, 0);
    c10.intoArray(tile, WIDTH);
    c20.intoArray(tile, 2 * WIDTH);
    c30.intoArray(tile, 3 * WIDTH);
    c40.intoArray(tile, 4 * WIDTH);
    c50.intoArray(tile, 5 * WIDTH);
  }

  private static void tile4x2(float[] panel, int at, float[] b, int bAt, int depth, float[] tile) {
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c01 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c11 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c21 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c31 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      int i = at + k * 4;
      int j = bAt + k * 2 * WIDTH;
      FloatVector b0 = FloatVector.fromArray(LANES, b, j);
      FloatVector b1 = FloatVector.fromArray(LANES, b, j + WIDTH);
      FloatVector a0 = FloatVector.broadcast(LANES, panel[i]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(LANES, panel[i + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(LANES, panel[i + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(LANES, panel[i + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, WIDTH);
    c10.intoArray(tile, 2 * WIDTH);
    c11.intoArray(tile, 3 * WIDTH);
    c20.intoArray(tile, 4 * WIDTH);
    c21.intoArray(tile, 5 * WIDTH);
    c30.intoArray(tile, 6 * WIDTH);
    c31.intoArray(tile, 7 * WIDTH);
  }

  private static void tile4x1(float[] panel, int at, float[] b, int bAt, int depth, float[] tile) {
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      int i = at + k * 4;
      int j = bAt + k * WIDTH;
      FloatVector b0 = FloatVector.fromArray(LANES, b, j);
      FloatVector a0 = FloatVector.broadcast(LANES, panel[i]);
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(LANES, panel[i + 1]);
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(LANES, panel[i + 2]);
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(LANES, panel[i + 3]);
      c30 = a3.fma(b0, c30);
    }
    c00.intoArray(tile, 0);
    c10.intoArray(tile, WIDTH);
    c20.intoArray(tile, 2 * WIDTH);
    c30.intoArray(tile, 3 * WIDTH);
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

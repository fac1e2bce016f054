package org.sparsevd.trainer.host;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles of the matrix products. Straight-line on purpose, one tile a method: the JIT
 * keeps every accumulator in a register only where nothing branches and nothing is passed on.
 */
final class VectorProducts {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();
  private static final int PANEL = Kernels.PANEL;

  private VectorProducts() {}

  /** See {@link Kernels#tile}. */
  static void tile(
      float[] panel,
      int at,
      float[] b,
      int[] bRows,
      int column,
      int depth,
      int columns,
      float[] tile) {
    if (columns == 4 * WIDTH) {
      tile6x4(panel, at, b, bRows, column, depth, tile);
    } else if (columns == 2 * WIDTH) {
      tile6x2(panel, at, b, bRows, column, depth, tile);
    } else {
      tile6x1(panel, at, b, bRows, column, depth, tile);
    }
  }

  /** See {@link Kernels#dot}; {@code lanes} has room for twelve vectors. */
  static void dot(
      float[] dy,
      int[] dyRows,
      float[] x,
      int[] xRows,
      int[] xPositions,
      int from,
      int to,
      float[] lanes,
      float[] sums) {
    dot4x3(
        dy,
        dyRows[0],
        dyRows[1],
        dyRows[2],
        dyRows[3],
        x,
        xRows[0],
        xRows[1],
        xRows[2],
        xPositions,
        from,
        to,
        lanes);
    for (int i = 0; i < Kernels.DOT_ROWS * Kernels.DOT_COLUMNS; i++) {
      float sum = 0;
      for (int l = 0; l < WIDTH; l++) {
        sum += lanes[i * WIDTH + l];
      }
      sums[i] = sum;
    }
  }

  private static void tile6x4(
      float[] panel, int base, float[] b, int[] bRows, int column, int depth, float[] tile) {
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
    int i = base;
    for (int k = 0; k < depth; k++, i += PANEL) {
      int at = bRows[k] + column;
      FloatVector b0 = FloatVector.fromArray(LANES, b, at);
      FloatVector b1 = FloatVector.fromArray(LANES, b, at + WIDTH);
      FloatVector b2 = FloatVector.fromArray(LANES, b, at + 2 * WIDTH);
      FloatVector b3 = FloatVector.fromArray(LANES, b, at + 3 * WIDTH);
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

  private static void tile6x2(
      float[] panel, int base, float[] b, int[] bRows, int column, int depth, float[] tile) {
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
    int i = base;
    for (int k = 0; k < depth; k++, i += PANEL) {
      int at = bRows[k] + column;
      FloatVector b0 = FloatVector.fromArray(LANES, b, at);
      FloatVector b1 = FloatVector.fromArray(LANES, b, at + WIDTH);
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

  private static void tile6x1(
      float[] panel, int base, float[] b, int[] bRows, int column, int depth, float[] tile) {
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c40 = FloatVector.zero(LANES);
    FloatVector c50 = FloatVector.zero(LANES);
    int i = base;
    for (int k = 0; k < depth; k++, i += PANEL) {
      int at = bRows[k] + column;
      FloatVector b0 = FloatVector.fromArray(LANES, b, at);
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
      int[] xPositions,
      int from,
      int to,
      float[] lanes) {
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
    for (int v = from / WIDTH, j = from; j < to; v++, j += WIDTH) {
      int at = xPositions[v];
      FloatVector v0 = FloatVector.fromArray(LANES, x, x0 + at);
      FloatVector v1 = FloatVector.fromArray(LANES, x, x1 + at);
      FloatVector v2 = FloatVector.fromArray(LANES, x, x2 + at);
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
    s00.intoArray(lanes, 0);
    s01.intoArray(lanes, WIDTH);
    s02.intoArray(lanes, 2 * WIDTH);
    s10.intoArray(lanes, 3 * WIDTH);
    s11.intoArray(lanes, 4 * WIDTH);
    s12.intoArray(lanes, 5 * WIDTH);
    s20.intoArray(lanes, 6 * WIDTH);
    s21.intoArray(lanes, 7 * WIDTH);
    s22.intoArray(lanes, 8 * WIDTH);
    s30.intoArray(lanes, 9 * WIDTH);
    s31.intoArray(lanes, 10 * WIDTH);
    s32.intoArray(lanes, 11 * WIDTH);
  }
}

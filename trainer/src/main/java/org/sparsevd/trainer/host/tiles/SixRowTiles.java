package org.sparsevd.trainer.host.tiles;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles for 32 vector registers: 6 x 4 accumulators. Straight-line on purpose, one tile a
 * method: the JIT keeps every accumulator in a register only where nothing branches and nothing is
 * passed on, and checks bounds once a loop only where every index is linear in it.
 */
final class SixRowTiles {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  private SixRowTiles() {}

  /** See {@code TrainingKernels.tile}. */
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
    if (columns == 4 * WIDTH) {
      if (add) {
        tile6x4Add(panel, at, b, bAt, depth, c, cAt);
      } else {
        tile6x4(panel, at, b, bAt, depth, c, cAt);
      }
    } else if (columns == 2 * WIDTH) {
      if (add) {
        tile6x2Add(panel, at, b, bAt, depth, c, cAt);
      } else {
        tile6x2(panel, at, b, bAt, depth, c, cAt);
      }
    } else if (add) {
      tile6x1Add(panel, at, b, bAt, depth, c, cAt);
    } else {
      tile6x1(panel, at, b, bAt, depth, c, cAt);
    }
  }

  private static void tile6x4(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    int at4 = cAt[4];
    int at5 = cAt[5];
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
    c00.intoArray(c, at0);
    c01.intoArray(c, at0 + WIDTH);
    c02.intoArray(c, at0 + 2 * WIDTH);
    c03.intoArray(c, at0 + 3 * WIDTH);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + WIDTH);
    c12.intoArray(c, at1 + 2 * WIDTH);
    c13.intoArray(c, at1 + 3 * WIDTH);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + WIDTH);
    c22.intoArray(c, at2 + 2 * WIDTH);
    c23.intoArray(c, at2 + 3 * WIDTH);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + WIDTH);
    c32.intoArray(c, at3 + 2 * WIDTH);
    c33.intoArray(c, at3 + 3 * WIDTH);
    c40.intoArray(c, at4);
    c41.intoArray(c, at4 + WIDTH);
    c42.intoArray(c, at4 + 2 * WIDTH);
    c43.intoArray(c, at4 + 3 * WIDTH);
    c50.intoArray(c, at5);
    c51.intoArray(c, at5 + WIDTH);
    c52.intoArray(c, at5 + 2 * WIDTH);
    c53.intoArray(c, at5 + 3 * WIDTH);
  }

  private static void tile6x4Add(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    int at4 = cAt[4];
    int at5 = cAt[5];
    FloatVector c00 = FloatVector.fromArray(LANES, c, at0);
    FloatVector c01 = FloatVector.fromArray(LANES, c, at0 + WIDTH);
    FloatVector c02 = FloatVector.fromArray(LANES, c, at0 + 2 * WIDTH);
    FloatVector c03 = FloatVector.fromArray(LANES, c, at0 + 3 * WIDTH);
    FloatVector c10 = FloatVector.fromArray(LANES, c, at1);
    FloatVector c11 = FloatVector.fromArray(LANES, c, at1 + WIDTH);
    FloatVector c12 = FloatVector.fromArray(LANES, c, at1 + 2 * WIDTH);
    FloatVector c13 = FloatVector.fromArray(LANES, c, at1 + 3 * WIDTH);
    FloatVector c20 = FloatVector.fromArray(LANES, c, at2);
    FloatVector c21 = FloatVector.fromArray(LANES, c, at2 + WIDTH);
    FloatVector c22 = FloatVector.fromArray(LANES, c, at2 + 2 * WIDTH);
    FloatVector c23 = FloatVector.fromArray(LANES, c, at2 + 3 * WIDTH);
    FloatVector c30 = FloatVector.fromArray(LANES, c, at3);
    FloatVector c31 = FloatVector.fromArray(LANES, c, at3 + WIDTH);
    FloatVector c32 = FloatVector.fromArray(LANES, c, at3 + 2 * WIDTH);
    FloatVector c33 = FloatVector.fromArray(LANES, c, at3 + 3 * WIDTH);
    FloatVector c40 = FloatVector.fromArray(LANES, c, at4);
    FloatVector c41 = FloatVector.fromArray(LANES, c, at4 + WIDTH);
    FloatVector c42 = FloatVector.fromArray(LANES, c, at4 + 2 * WIDTH);
    FloatVector c43 = FloatVector.fromArray(LANES, c, at4 + 3 * WIDTH);
    FloatVector c50 = FloatVector.fromArray(LANES, c, at5);
    FloatVector c51 = FloatVector.fromArray(LANES, c, at5 + WIDTH);
    FloatVector c52 = FloatVector.fromArray(LANES, c, at5 + 2 * WIDTH);
    FloatVector c53 = FloatVector.fromArray(LANES, c, at5 + 3 * WIDTH);
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
    c00.intoArray(c, at0);
    c01.intoArray(c, at0 + WIDTH);
    c02.intoArray(c, at0 + 2 * WIDTH);
    c03.intoArray(c, at0 + 3 * WIDTH);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + WIDTH);
    c12.intoArray(c, at1 + 2 * WIDTH);
    c13.intoArray(c, at1 + 3 * WIDTH);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + WIDTH);
    c22.intoArray(c, at2 + 2 * WIDTH);
    c23.intoArray(c, at2 + 3 * WIDTH);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + WIDTH);
    c32.intoArray(c, at3 + 2 * WIDTH);
    c33.intoArray(c, at3 + 3 * WIDTH);
    c40.intoArray(c, at4);
    c41.intoArray(c, at4 + WIDTH);
    c42.intoArray(c, at4 + 2 * WIDTH);
    c43.intoArray(c, at4 + 3 * WIDTH);
    c50.intoArray(c, at5);
    c51.intoArray(c, at5 + WIDTH);
    c52.intoArray(c, at5 + 2 * WIDTH);
    c53.intoArray(c, at5 + 3 * WIDTH);
  }

  private static void tile6x2(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    int at4 = cAt[4];
    int at5 = cAt[5];
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
    c00.intoArray(c, at0);
    c01.intoArray(c, at0 + WIDTH);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + WIDTH);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + WIDTH);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + WIDTH);
    c40.intoArray(c, at4);
    c41.intoArray(c, at4 + WIDTH);
    c50.intoArray(c, at5);
    c51.intoArray(c, at5 + WIDTH);
  }

  private static void tile6x2Add(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    int at4 = cAt[4];
    int at5 = cAt[5];
    FloatVector c00 = FloatVector.fromArray(LANES, c, at0);
    FloatVector c01 = FloatVector.fromArray(LANES, c, at0 + WIDTH);
    FloatVector c10 = FloatVector.fromArray(LANES, c, at1);
    FloatVector c11 = FloatVector.fromArray(LANES, c, at1 + WIDTH);
    FloatVector c20 = FloatVector.fromArray(LANES, c, at2);
    FloatVector c21 = FloatVector.fromArray(LANES, c, at2 + WIDTH);
    FloatVector c30 = FloatVector.fromArray(LANES, c, at3);
    FloatVector c31 = FloatVector.fromArray(LANES, c, at3 + WIDTH);
    FloatVector c40 = FloatVector.fromArray(LANES, c, at4);
    FloatVector c41 = FloatVector.fromArray(LANES, c, at4 + WIDTH);
    FloatVector c50 = FloatVector.fromArray(LANES, c, at5);
    FloatVector c51 = FloatVector.fromArray(LANES, c, at5 + WIDTH);
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
    c00.intoArray(c, at0);
    c01.intoArray(c, at0 + WIDTH);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + WIDTH);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + WIDTH);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + WIDTH);
    c40.intoArray(c, at4);
    c41.intoArray(c, at4 + WIDTH);
    c50.intoArray(c, at5);
    c51.intoArray(c, at5 + WIDTH);
  }

  private static void tile6x1(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    int at4 = cAt[4];
    int at5 = cAt[5];
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
    c00.intoArray(c, at0);
    c10.intoArray(c, at1);
    c20.intoArray(c, at2);
    c30.intoArray(c, at3);
    c40.intoArray(c, at4);
    c50.intoArray(c, at5);
  }

  private static void tile6x1Add(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    int at4 = cAt[4];
    int at5 = cAt[5];
    FloatVector c00 = FloatVector.fromArray(LANES, c, at0);
    FloatVector c10 = FloatVector.fromArray(LANES, c, at1);
    FloatVector c20 = FloatVector.fromArray(LANES, c, at2);
    FloatVector c30 = FloatVector.fromArray(LANES, c, at3);
    FloatVector c40 = FloatVector.fromArray(LANES, c, at4);
    FloatVector c50 = FloatVector.fromArray(LANES, c, at5);
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
    c00.intoArray(c, at0);
    c10.intoArray(c, at1);
    c20.intoArray(c, at2);
    c30.intoArray(c, at3);
    c40.intoArray(c, at4);
    c50.intoArray(c, at5);
  }
}

package org.sparsevd.trainer.host.tiles;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles for 16 vector registers: 4 x 2 accumulators. Straight-line on purpose, one tile a
 * method: the JIT keeps every accumulator in a register only where nothing branches and nothing is
 * passed on, and checks bounds once a loop only where every index is linear in it.
 */
final class FourRowTiles {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  private FourRowTiles() {}

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
    if (columns == 2 * WIDTH) {
      if (add) {
        tile4x2Add(panel, at, b, bAt, depth, c, cAt);
      } else {
        tile4x2(panel, at, b, bAt, depth, c, cAt);
      }
    } else if (add) {
      tile4x1Add(panel, at, b, bAt, depth, c, cAt);
    } else {
      tile4x1(panel, at, b, bAt, depth, c, cAt);
    }
  }

  private static void tile4x2(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
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
    c00.intoArray(c, at0);
    c01.intoArray(c, at0 + WIDTH);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + WIDTH);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + WIDTH);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + WIDTH);
  }

  private static void tile4x2Add(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    FloatVector c00 = FloatVector.fromArray(LANES, c, at0);
    FloatVector c01 = FloatVector.fromArray(LANES, c, at0 + WIDTH);
    FloatVector c10 = FloatVector.fromArray(LANES, c, at1);
    FloatVector c11 = FloatVector.fromArray(LANES, c, at1 + WIDTH);
    FloatVector c20 = FloatVector.fromArray(LANES, c, at2);
    FloatVector c21 = FloatVector.fromArray(LANES, c, at2 + WIDTH);
    FloatVector c30 = FloatVector.fromArray(LANES, c, at3);
    FloatVector c31 = FloatVector.fromArray(LANES, c, at3 + WIDTH);
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
    c00.intoArray(c, at0);
    c01.intoArray(c, at0 + WIDTH);
    c10.intoArray(c, at1);
    c11.intoArray(c, at1 + WIDTH);
    c20.intoArray(c, at2);
    c21.intoArray(c, at2 + WIDTH);
    c30.intoArray(c, at3);
    c31.intoArray(c, at3 + WIDTH);
  }

  private static void tile4x1(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
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
    c00.intoArray(c, at0);
    c10.intoArray(c, at1);
    c20.intoArray(c, at2);
    c30.intoArray(c, at3);
  }

  private static void tile4x1Add(
      float[] panel, int at, float[] b, int bAt, int depth, float[] c, int[] cAt) {
    int at0 = cAt[0];
    int at1 = cAt[1];
    int at2 = cAt[2];
    int at3 = cAt[3];
    FloatVector c00 = FloatVector.fromArray(LANES, c, at0);
    FloatVector c10 = FloatVector.fromArray(LANES, c, at1);
    FloatVector c20 = FloatVector.fromArray(LANES, c, at2);
    FloatVector c30 = FloatVector.fromArray(LANES, c, at3);
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
    c00.intoArray(c, at0);
    c10.intoArray(c, at1);
    c20.intoArray(c, at2);
    c30.intoArray(c, at3);
  }
}

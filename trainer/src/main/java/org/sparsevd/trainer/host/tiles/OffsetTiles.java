package org.sparsevd.trainer.host.tiles;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of {@link SixRowTiles} on columns that are not packed: where few panels meet them, to
 * copy them takes longer than to look up where each row begins.
 */
public final class OffsetTiles {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  private OffsetTiles() {}

  /** See {@code TrainingKernels.tileAt}. */
  public static void tile(
      float[] panel, int at, float[] x, int[] offsets, int shift, float[] c, int[] cAt) {
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
    for (int k = 0; k < offsets.length; k++) {
      int i = at + k * 6;
      int j = offsets[k] + shift;
      FloatVector b0 = FloatVector.fromArray(LANES, x, j);
      FloatVector b1 = FloatVector.fromArray(LANES, x, j + WIDTH);
      FloatVector b2 = FloatVector.fromArray(LANES, x, j + 2 * WIDTH);
      FloatVector b3 = FloatVector.fromArray(LANES, x, j + 3 * WIDTH);
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
}

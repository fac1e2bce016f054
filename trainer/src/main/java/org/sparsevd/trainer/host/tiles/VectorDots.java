package org.sparsevd.trainer.host.tiles;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products on the Vector API, as many at once as the registers hold. Sums are loaded before
 * the loop and stored behind it: an addition there is more than the JIT inlines into one method (it
 * stops at 8,000 bytes of code), and everything behind the limit is objects, four times slower.
 */
public final class VectorDots {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
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
      dot4x3(dy, dyAt, x, xAt, count, sums, at);
    } else {
      dot4x6(dy, dyAt, x, xAt, count, sums, at);
    }
  }

  /** For 16 registers. */
  private static void dot4x3(
      float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    int x0 = xAt[0];
    int x1 = xAt[1];
    int x2 = xAt[2];
    FloatVector s00 = FloatVector.fromArray(LANES, sums, at);
    FloatVector s01 = FloatVector.fromArray(LANES, sums, at + WIDTH);
    FloatVector s02 = FloatVector.fromArray(LANES, sums, at + 2 * WIDTH);
    FloatVector s10 = FloatVector.fromArray(LANES, sums, at + 3 * WIDTH);
    FloatVector s11 = FloatVector.fromArray(LANES, sums, at + 4 * WIDTH);
    FloatVector s12 = FloatVector.fromArray(LANES, sums, at + 5 * WIDTH);
    FloatVector s20 = FloatVector.fromArray(LANES, sums, at + 6 * WIDTH);
    FloatVector s21 = FloatVector.fromArray(LANES, sums, at + 7 * WIDTH);
    FloatVector s22 = FloatVector.fromArray(LANES, sums, at + 8 * WIDTH);
    FloatVector s30 = FloatVector.fromArray(LANES, sums, at + 9 * WIDTH);
    FloatVector s31 = FloatVector.fromArray(LANES, sums, at + 10 * WIDTH);
    FloatVector s32 = FloatVector.fromArray(LANES, sums, at + 11 * WIDTH);
    int chunks = count / WIDTH;
    for (int j = 0; j < chunks; j++) {
      int d = dyAt + j * 4 * WIDTH;
      int e = j * WIDTH;
      FloatVector v0 = FloatVector.fromArray(LANES, x, x0 + e);
      FloatVector v1 = FloatVector.fromArray(LANES, x, x1 + e);
      FloatVector v2 = FloatVector.fromArray(LANES, x, x2 + e);
      FloatVector g0 = FloatVector.fromArray(LANES, dy, d);
      s00 = g0.fma(v0, s00);
      s01 = g0.fma(v1, s01);
      s02 = g0.fma(v2, s02);
      FloatVector g1 = FloatVector.fromArray(LANES, dy, d + WIDTH);
      s10 = g1.fma(v0, s10);
      s11 = g1.fma(v1, s11);
      s12 = g1.fma(v2, s12);
      FloatVector g2 = FloatVector.fromArray(LANES, dy, d + 2 * WIDTH);
      s20 = g2.fma(v0, s20);
      s21 = g2.fma(v1, s21);
      s22 = g2.fma(v2, s22);
      FloatVector g3 = FloatVector.fromArray(LANES, dy, d + 3 * WIDTH);
      s30 = g3.fma(v0, s30);
      s31 = g3.fma(v1, s31);
      s32 = g3.fma(v2, s32);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + WIDTH);
    s02.intoArray(sums, at + 2 * WIDTH);
    s10.intoArray(sums, at + 3 * WIDTH);
    s11.intoArray(sums, at + 4 * WIDTH);
    s12.intoArray(sums, at + 5 * WIDTH);
    s20.intoArray(sums, at + 6 * WIDTH);
    s21.intoArray(sums, at + 7 * WIDTH);
    s22.intoArray(sums, at + 8 * WIDTH);
    s30.intoArray(sums, at + 9 * WIDTH);
    s31.intoArray(sums, at + 10 * WIDTH);
    s32.intoArray(sums, at + 11 * WIDTH);
  }

  /** For 32 registers. */
  private static void dot4x6(
      float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at) {
    int x0 = xAt[0];
    int x1 = xAt[1];
    int x2 = xAt[2];
    int x3 = xAt[3];
    int x4 = xAt[4];
    int x5 = xAt[5];
    FloatVector s00 = FloatVector.fromArray(LANES, sums, at);
    FloatVector s01 = FloatVector.fromArray(LANES, sums, at + WIDTH);
    FloatVector s02 = FloatVector.fromArray(LANES, sums, at + 2 * WIDTH);
    FloatVector s03 = FloatVector.fromArray(LANES, sums, at + 3 * WIDTH);
    FloatVector s04 = FloatVector.fromArray(LANES, sums, at + 4 * WIDTH);
    FloatVector s05 = FloatVector.fromArray(LANES, sums, at + 5 * WIDTH);
    FloatVector s10 = FloatVector.fromArray(LANES, sums, at + 6 * WIDTH);
    FloatVector s11 = FloatVector.fromArray(LANES, sums, at + 7 * WIDTH);
    FloatVector s12 = FloatVector.fromArray(LANES, sums, at + 8 * WIDTH);
    FloatVector s13 = FloatVector.fromArray(LANES, sums, at + 9 * WIDTH);
    FloatVector s14 = FloatVector.fromArray(LANES, sums, at + 10 * WIDTH);
    FloatVector s15 = FloatVector.fromArray(LANES, sums, at + 11 * WIDTH);
    FloatVector s20 = FloatVector.fromArray(LANES, sums, at + 12 * WIDTH);
    FloatVector s21 = FloatVector.fromArray(LANES, sums, at + 13 * WIDTH);
    FloatVector s22 = FloatVector.fromArray(LANES, sums, at + 14 * WIDTH);
    FloatVector s23 = FloatVector.fromArray(LANES, sums, at + 15 * WIDTH);
    FloatVector s24 = FloatVector.fromArray(LANES, sums, at + 16 * WIDTH);
    FloatVector s25 = FloatVector.fromArray(LANES, sums, at + 17 * WIDTH);
    FloatVector s30 = FloatVector.fromArray(LANES, sums, at + 18 * WIDTH);
    FloatVector s31 = FloatVector.fromArray(LANES, sums, at + 19 * WIDTH);
    FloatVector s32 = FloatVector.fromArray(LANES, sums, at + 20 * WIDTH);
    FloatVector s33 = FloatVector.fromArray(LANES, sums, at + 21 * WIDTH);
    FloatVector s34 = FloatVector.fromArray(LANES, sums, at + 22 * WIDTH);
    FloatVector s35 = FloatVector.fromArray(LANES, sums, at + 23 * WIDTH);
    int chunks = count / WIDTH;
    for (int j = 0; j < chunks; j++) {
      int d = dyAt + j * 4 * WIDTH;
      int e = j * WIDTH;
      FloatVector v0 = FloatVector.fromArray(LANES, x, x0 + e);
      FloatVector v1 = FloatVector.fromArray(LANES, x, x1 + e);
      FloatVector v2 = FloatVector.fromArray(LANES, x, x2 + e);
      FloatVector v3 = FloatVector.fromArray(LANES, x, x3 + e);
      FloatVector v4 = FloatVector.fromArray(LANES, x, x4 + e);
      FloatVector v5 = FloatVector.fromArray(LANES, x, x5 + e);
      FloatVector g0 = FloatVector.fromArray(LANES, dy, d);
      s00 = g0.fma(v0, s00);
      s01 = g0.fma(v1, s01);
      s02 = g0.fma(v2, s02);
      s03 = g0.fma(v3, s03);
      s04 = g0.fma(v4, s04);
      s05 = g0.fma(v5, s05);
      FloatVector g1 = FloatVector.fromArray(LANES, dy, d + WIDTH);
      s10 = g1.fma(v0, s10);
      s11 = g1.fma(v1, s11);
      s12 = g1.fma(v2, s12);
      s13 = g1.fma(v3, s13);
      s14 = g1.fma(v4, s14);
      s15 = g1.fma(v5, s15);
      FloatVector g2 = FloatVector.fromArray(LANES, dy, d + 2 * WIDTH);
      s20 = g2.fma(v0, s20);
      s21 = g2.fma(v1, s21);
      s22 = g2.fma(v2, s22);
      s23 = g2.fma(v3, s23);
      s24 = g2.fma(v4, s24);
      s25 = g2.fma(v5, s25);
      FloatVector g3 = FloatVector.fromArray(LANES, dy, d + 3 * WIDTH);
      s30 = g3.fma(v0, s30);
      s31 = g3.fma(v1, s31);
      s32 = g3.fma(v2, s32);
      s33 = g3.fma(v3, s33);
      s34 = g3.fma(v4, s34);
      s35 = g3.fma(v5, s35);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + WIDTH);
    s02.intoArray(sums, at + 2 * WIDTH);
    s03.intoArray(sums, at + 3 * WIDTH);
    s04.intoArray(sums, at + 4 * WIDTH);
    s05.intoArray(sums, at + 5 * WIDTH);
    s10.intoArray(sums, at + 6 * WIDTH);
    s11.intoArray(sums, at + 7 * WIDTH);
    s12.intoArray(sums, at + 8 * WIDTH);
    s13.intoArray(sums, at + 9 * WIDTH);
    s14.intoArray(sums, at + 10 * WIDTH);
    s15.intoArray(sums, at + 11 * WIDTH);
    s20.intoArray(sums, at + 12 * WIDTH);
    s21.intoArray(sums, at + 13 * WIDTH);
    s22.intoArray(sums, at + 14 * WIDTH);
    s23.intoArray(sums, at + 15 * WIDTH);
    s24.intoArray(sums, at + 16 * WIDTH);
    s25.intoArray(sums, at + 17 * WIDTH);
    s30.intoArray(sums, at + 18 * WIDTH);
    s31.intoArray(sums, at + 19 * WIDTH);
    s32.intoArray(sums, at + 20 * WIDTH);
    s33.intoArray(sums, at + 21 * WIDTH);
    s34.intoArray(sums, at + 22 * WIDTH);
    s35.intoArray(sums, at + 23 * WIDTH);
  }
}

package org.sparsevd.runtime.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparsevd.model.loop.Curve;

/** Curves by vectors against the plain ones, bit by bit. */
class CurveVectorsTest {
  private static final int COUNT = 20_011;

  private static float[] numbers(Random random) {
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] =
          switch (i % 3) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> (float) (random.nextGaussian() * 2);
            default -> (random.nextFloat() - 0.5f) * 220;
          };
    }
    float[] ends = {0, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 89, -104};
    System.arraycopy(ends, 0, x, 16, ends.length);
    return x;
  }

  private static int[] bits(float[] values, int from) {
    int[] bits = new int[values.length - from];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[from + i]);
    }
    return bits;
  }

  private static float[] plain(Curve curve, float[] x) {
    float[] y = new float[x.length];
    CurveLoop.plain(curve).run(x, 0, y, 0, x.length);
    return y;
  }

  @ParameterizedTest
  @EnumSource
  void vectorsFindTheSameBits(Curve curve) {
    long seed = System.nanoTime();
    float[] x = numbers(new Random(seed));
    float[] y = new float[COUNT + 2];
    // Often enough for the JIT.
    for (int repeat = 0; repeat < 60; repeat++) {
      CurveVectors.of(curve).run(x, 3, y, 5, COUNT - 3);
    }
    assertThat(bits(y, 5)).as("seed %d", seed).isEqualTo(bits(plain(curve, x), 3));
  }

  @ParameterizedTest
  @EnumSource
  void inPlaceToo(Curve curve) {
    float[] x = numbers(new Random(5));
    float[] y = x.clone();
    CurveVectors.of(curve).run(y, 0, y, 0, COUNT);
    assertThat(bits(y, 0)).isEqualTo(bits(plain(curve, x), 0));
  }
}

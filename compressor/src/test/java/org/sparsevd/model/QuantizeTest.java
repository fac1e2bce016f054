package org.sparsevd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Levels against their formula. */
class QuantizeTest {
  @Test
  void isTheNearestLevelBetweenBounds() {
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      int zero = random.nextInt(256);
      Op.Quantize op = new Op.Quantize((float) Math.exp(8 * random.nextGaussian()), zero);
      float x = (float) (random.nextGaussian() * 200) * op.scale();
      double nearest = Math.rint(x * (1 / op.scale()));
      float expected = (float) Math.min(Math.max(nearest, -zero), 255 - zero);
      assertThat(op.apply(x)).as("%s of %s", op, x).isEqualTo(expected + 0f);
    }
  }

  @Test
  void ofTwoNeighboursItIsTheEvenOne() {
    Op.Quantize op = new Op.Quantize(0.5f, 100);
    float[] inputs = {0.25f, 0.75f, 1.25f, -0.25f, -0.75f, -1.25f};
    float[] expected = {0, 2, 2, 0, -2, -2};
    for (int i = 0; i < inputs.length; i++) {
      assertThat(op.apply(inputs[i])).isEqualTo(expected[i]);
    }
  }

  /** Bytes have one zero, and no numbers that are none. */
  @Test
  void everyResultIsALevel() {
    for (int zero : new int[] {0, 17, 255}) {
      Op.Quantize op = new Op.Quantize(2, zero);
      assertThat(op.apply(Float.NaN)).isEqualTo(0f - zero);
      assertThat(op.apply(Float.NEGATIVE_INFINITY)).isEqualTo(0f - zero);
      assertThat(op.apply(Float.POSITIVE_INFINITY)).isEqualTo(255f - zero);
      for (float x : new float[] {0, -0f, -0.1f, Float.MIN_VALUE, -Float.MIN_VALUE}) {
        assertThat(Float.floatToRawIntBits(op.apply(x))).isZero();
      }
    }
  }

  @Test
  void refusesWhatIsNoScaleOrByte() {
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY, 1e-39f}) {
      assertThatThrownBy(() -> new Op.Quantize(scale, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Quantize: scale " + scale + " is none");
    }
    for (int zero : new int[] {-1, 256}) {
      assertThatThrownBy(() -> new Op.Quantize(1, zero))
          .hasMessage("Quantize: zero must be 0 to 255, found " + zero);
    }
  }
}

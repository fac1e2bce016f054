package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

class PreprocessingTest {
  /** Two images of two channels, 1 x 2 pixels. */
  private static Images images() {
    byte[] pixels = {0, (byte) 255, 64, 128 - 256, 2, 1, 64, 0};
    return new Images(Shape.of(2, 1, 2), pixels, new byte[2]);
  }

  @Test
  void meanImage() {
    Op.Affine affine = Preprocessing.meanImage(images()).toAffine();
    assertThat(affine.scale()).containsOnly(1 / 256f).hasSize(4);
    assertThat(affine.shift()).containsExactly(-1 / 256f, -128 / 256f, -64 / 256f, -64 / 256f);
  }

  @Test
  void channelMean() {
    Op.Affine affine = Preprocessing.channelMean(images()).toAffine();
    assertThat(affine.scale()).containsExactly(1 / 256f, 1 / 256f);
    assertThat(affine.shift()).containsExactly(-64.5f / 256, -64f / 256);
  }

  @Test
  void sumsAreExactWhereFloatsWouldNotBe() {
    int count = 200_000;
    byte[] pixels = new byte[count];
    Arrays.fill(pixels, (byte) 255);
    pixels[0] = (byte) 254;
    Images white = new Images(Shape.of(1, 1, 1), pixels, new byte[count]);
    double mean = 255 - 1.0 / count;
    assertThat(Preprocessing.meanImage(white).toAffine().shift())
        .containsExactly((float) (-mean / 256));
  }

  @Test
  void refusesConstantsThatDoNotFit() {
    Shape shape = Shape.of(2, 1, 2);
    assertThatThrownBy(() -> new Preprocessing(shape, new float[3], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 1, 2]")
        .hasMessageContaining("found 3 and 3");
    assertThatThrownBy(() -> new Preprocessing(shape, new float[4], new float[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Preprocessing(Shape.of(4), new float[4], new float[4]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

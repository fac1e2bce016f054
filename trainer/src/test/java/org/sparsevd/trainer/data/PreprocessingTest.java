package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

class PreprocessingTest {
  /** Two images of two channels, 1 x 2 pixels. */
  private static Images images() {
    byte[] pixels = {0, (byte) 255, 64, 128 - 256, 2, 1, 64, 0};
    return new Images(Shape.of(2, 1, 2), pixels, new byte[2]);
  }

  @Test
  void meanImage() {
    Op.Affine affine = Normalisation.MEAN_IMAGE.of(images()).toAffine();
    assertThat(affine.scale()).containsOnly(1 / 256f).hasSize(4);
    assertThat(affine.shift()).containsExactly(-1 / 256f, -128 / 256f, -64 / 256f, -64 / 256f);
  }

  @Test
  void channelMean() {
    Op.Affine affine = Normalisation.CHANNEL_MEAN.of(images()).toAffine();
    assertThat(affine.scale()).containsExactly(1 / 256f, 1 / 256f);
    assertThat(affine.shift()).containsExactly(-64.5f / 256, -64f / 256);
  }

  @Test
  void channelDeviation() {
    Op.Affine affine = Normalisation.CHANNEL_DEVIATION.of(images()).toAffine();
    double first = Math.sqrt((0 + 255 * 255 + 2 * 2 + 1) / 4.0 - 64.5 * 64.5);
    double second = Math.sqrt((64 * 64 + 128 * 128 + 64 * 64) / 4.0 - 64 * 64);
    assertThat(affine.scale()).containsExactly((float) (1 / first), (float) (1 / second));
    assertThat(affine.shift()).containsExactly((float) (-64.5 / first), (float) (-64 / second));
  }

  @Test
  void channelWithoutDeviationLosesItsMeanOnly() {
    Images flat = new Images(Shape.of(1, 1, 2), new byte[] {7, 7}, new byte[1]);
    Op.Affine affine = Normalisation.CHANNEL_DEVIATION.of(flat).toAffine();
    assertThat(affine.scale()).containsExactly(1);
    assertThat(affine.shift()).containsExactly(-7);
  }

  @Test
  void normalisationsHaveNames() {
    assertThat(Normalisation.named("channel-deviation")).isEqualTo(Normalisation.CHANNEL_DEVIATION);
    assertThatThrownBy(() -> Normalisation.named("none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown preprocessing 'none', expected one of"
                + " [mean-image, channel-mean, channel-deviation]");
  }

  @Test
  void sumsAreExactWhereFloatsWouldNotBe() {
    int count = 200_000;
    byte[] pixels = new byte[count];
    Arrays.fill(pixels, (byte) 255);
    pixels[0] = (byte) 254;
    Images white = new Images(Shape.of(1, 1, 1), pixels, new byte[count]);
    double mean = 255 - 1.0 / count;
    assertThat(Normalisation.MEAN_IMAGE.of(white).toAffine().shift())
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

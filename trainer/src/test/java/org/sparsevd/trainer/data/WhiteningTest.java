package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.Shape;

class WhiteningTest {
  private static final Shape SHAPE = Shape.of(3, 2, 4);

  /** Neighbouring values are much alike. */
  private static Images images(int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * SHAPE.size()];
    for (int i = 0; i < count; i++) {
      double level = 128 + 30 * random.nextGaussian();
      for (int e = 0; e < SHAPE.size(); e++) {
        level += 8 * random.nextGaussian();
        pixels[i * SHAPE.size() + e] = (byte) Math.max(0, Math.min(255, Math.round(level)));
      }
    }
    return new Images(SHAPE, pixels, new byte[count]);
  }

  private static Dataset dataset() {
    return new Dataset("walks", SHAPE, 1, images(1234, 1), images(77, 2), "0".repeat(64));
  }

  /** Correlation of element a of the first images and b of the second. */
  private static double correlation(Images first, int a, Images second, int b) {
    double[] sums = new double[5];
    for (int i = 0; i < first.count(); i++) {
      double x = (first.pixels(i, 1)[a] & 0xff) - 128;
      double y = (second.pixels(i, 1)[b] & 0xff) - 128;
      sums[0] += x;
      sums[1] += y;
      sums[2] += x * x;
      sums[3] += y * y;
      sums[4] += x * y;
    }
    double n = first.count();
    double covariance = sums[4] / n - sums[0] / n * sums[1] / n;
    double varianceOfX = sums[2] / n - sums[0] / n * sums[0] / n;
    double varianceOfY = sums[3] / n - sums[1] / n * sums[1] / n;
    return covariance / Math.sqrt(varianceOfX * varianceOfY);
  }

  /** Two values whose covariance has the eigenvectors (1, 1) and (1, -1). */
  @Test
  void isTheInverseRootOfTheCovariance() {
    int[] signs = {1, 1, 1, -1, -1, 1, -1, -1};
    byte[] pixels = new byte[8];
    for (int i = 0; i < 4; i++) {
      pixels[2 * i] = (byte) (100 + 40 * signs[2 * i] + 5 * signs[2 * i + 1]);
      pixels[2 * i + 1] = (byte) (100 + 40 * signs[2 * i] - 5 * signs[2 * i + 1]);
    }
    Images images = new Images(Shape.of(1, 1, 2), pixels, new byte[4]);
    Images white = Whitening.of(images).apply(images);
    double ridge = 0.1 * (40 * 40 + 5 * 5);
    double sum = 40 / Math.sqrt(2 * 40 * 40 + ridge);
    double difference = 5 / Math.sqrt(2 * 5 * 5 + ridge);
    double deviation = Math.sqrt(sum * sum + difference * difference);
    byte[] expected = new byte[8];
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 2; k++) {
        double z = signs[2 * i] * sum + (1 - 2 * k) * signs[2 * i + 1] * difference;
        expected[2 * i + k] = (byte) Math.round(128 + 127 * z / (5 * deviation));
      }
    }
    assertThat(white.pixels(0, 4)).isEqualTo(expected);
  }

  @Test
  void neighboursAreLessAlikeAndEachStaysMostLikeItself() {
    Images raw = dataset().train();
    Images white = dataset().whitened().train();
    assertThat(correlation(raw, 5, raw, 6)).isGreaterThan(0.95);
    assertThat(correlation(white, 5, white, 6)).isLessThan(0.7);
    assertThat(correlation(white, 5, white, 15)).isCloseTo(0, Offset.offset(0.1));
    double itself = correlation(raw, 12, white, 12);
    for (int e = 0; e < SHAPE.size(); e++) {
      assertThat(correlation(raw, 12, white, e)).isLessThanOrEqualTo(itself);
    }
    for (double sum : white.elementSums()) {
      assertThat(sum / white.count()).isCloseTo(128, Offset.offset(1.0));
    }
  }

  @Test
  void isADataSetOfItsOwnAndTheSameEachTime() {
    Dataset white = dataset().whitened();
    assertThat(white.name()).isEqualTo("walks, zca");
    assertThat(white.identity().name()).isEqualTo("walks");
    assertThat(white.randomLabels(3).identity().derivation().whitened()).isTrue();
    assertThat(dataset().randomLabels(3).identity().derivation().whitened()).isFalse();
    assertThat(white.sha256()).isNotEqualTo(dataset().sha256());
    Dataset again = dataset().whitened();
    assertThat(again.sha256()).isEqualTo(white.sha256());
    assertThat(again.train().pixels(0, 1234)).isEqualTo(white.train().pixels(0, 1234));
    assertThat(again.test().pixels(0, 77)).isEqualTo(white.test().pixels(0, 77));
  }

  @Test
  void whatIsMovedLeavesZerosBehind() {
    Images white = dataset().whitened().train();
    Augmenter augmenter = new Augmenter(200, false, 1, 0);
    float[] out = new float[SHAPE.size() * 16];
    Preprocessing asIs = new Preprocessing(SHAPE, new float[] {1, 1, 1}, new float[3]);
    int moved = 0;
    for (int i = 0; i < 16; i++) {
      if (Math.abs(augmenter.dx(i)) >= 4) {
        white.gather(new int[] {i}, 0, 1, 16, augmenter, asIs, out, Sharing.ALONE);
        for (int e = 0; e < SHAPE.size(); e++) {
          assertThat(out[16 * e]).isEqualTo(128);
        }
        moved++;
      }
    }
    assertThat(moved).isPositive();
  }

  @Test
  void refusesWhatCannotBeWhitened() {
    Shape large = Shape.of(3, 64, 64);
    Images image = new Images(large, new byte[large.size()], new byte[1]);
    assertThatThrownBy(() -> Whitening.of(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 4096 values, found [3, 64, 64]");
    Images same = new Images(SHAPE, new byte[2 * SHAPE.size()], new byte[2]);
    assertThatThrownBy(() -> Whitening.of(same)).hasMessage("whitening needs images that differ");
  }
}

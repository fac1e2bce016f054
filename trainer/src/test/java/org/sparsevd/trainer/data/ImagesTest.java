package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.values.Block;
import org.sparsevd.trainer.data.values.Numbers;
import org.sparsevd.trainer.data.values.Pixels;
import org.sparsevd.trainer.data.values.Values;

class ImagesTest {
  /** Spans in reverse order, as threads might come to them. */
  private static final Sharing IN_PARTS =
      (size, grain, span) -> {
        for (int from = (size - 1) / grain * grain; from >= 0; from -= grain) {
          span.accept(from, Math.min(size, from + grain));
        }
      };

  @Test
  void gathersHandComputedValues() {
    byte[] pixels = {0, 64, (byte) 128, (byte) 192, 32, (byte) 255};
    Images images = new Images(Shape.of(1, 1, 2), pixels, new byte[] {0, 1, 2});
    float[] shift = {-0.5f, 0.25f};
    Preprocessing half = new Preprocessing(images.shape(), new float[] {1 / 256f, 1 / 128f}, shift);
    float[] out = new float[2 * 3 + 1];
    Arrays.fill(out, 9);
    images.gather(new int[] {1, 2, 0}, 1, 2, 3, null, half, out, Sharing.ALONE);
    float second = 255 / 128f + 0.25f;
    assertThat(out).containsExactly(32 / 256f - 0.5f, -0.5f, 0, second, 0.75f, 0, 9);
  }

  /** Against the definition: the model's first operator applied to the moved raw pixels. */
  @Test
  void gathersWhatTheModelWouldSee() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      Shape shape = Shape.of(1 + random.nextInt(3), 1 + random.nextInt(5), 1 + random.nextInt(5));
      int total = 1 + random.nextInt(50);
      byte[] pixels = new byte[total * shape.size()];
      random.nextBytes(pixels);
      Images images = imagesOf(shape, pixels, random.nextBoolean());
      Normalisation normalisation =
          Normalisation.values()[random.nextInt(Normalisation.values().length)];
      Preprocessing preprocessing = normalisation.of(images);
      // The interpreter rounds once, which differs where the product is not exact.
      Offset<Float> tolerance =
          Offset.offset(normalisation == Normalisation.CHANNEL_DEVIATION ? 1e-5f : 0);
      int[] order = Shuffle.permutation(seed, round, total);
      int from = random.nextInt(total);
      int count = 1 + random.nextInt(total - from);
      int stride = count + random.nextInt(20);
      Augmenter augmenter =
          random.nextBoolean() ? new Augmenter(2, random.nextBoolean(), seed, round) : null;
      float[] out = new float[shape.size() * stride];
      Arrays.fill(out, Float.NaN);
      images.gather(
          order,
          from,
          count,
          stride,
          augmenter,
          preprocessing,
          out,
          random.nextBoolean() ? IN_PARTS : Sharing.ALONE);
      Node affine = new Node("affine", preprocessing.toAffine(), List.of(Model.INPUT));
      Model model = new Model("m", shape, List.of(affine), "affine", Map.of());
      for (int b = 0; b < stride; b++) {
        float[] expected = new float[shape.size()];
        if (b < count) {
          float[] input = augmented(images, order[from + b], augmenter);
          expected = new Interpreter(model).run(input);
        }
        for (int i = 0; i < expected.length; i++) {
          assertThat(out[i * stride + b])
              .as("seed %d, round %d, batch %d, element %d", seed, round, b, i)
              .isCloseTo(expected[i], tolerance);
        }
      }
    }
  }

  /** The same as pixels or as numbers of another range. */
  private static Images imagesOf(Shape shape, byte[] pixels, boolean numbers) {
    int count = pixels.length / shape.size();
    if (!numbers) {
      return new Images(shape, pixels, new byte[count]);
    }
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] / 37f;
    }
    return Images.ofNumbers(shape, values, new int[count]);
  }

  private static float[] augmented(Images images, int image, Augmenter augmenter) {
    int size = images.shape().size();
    Values values = images.read(image, 1, p -> new Pixels(p, (byte) 0), Numbers::new);
    Block block = values.block(size, 1);
    block.load(0, 0);
    if (augmenter != null) {
      augmenter.apply(image, block, 0, images.shape());
    }
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    float[] input = new float[size];
    block.turn(1, ones, new float[size], input, 0, 1);
    return input;
  }

  @Test
  void refusesWhatDoesNotFit() {
    Shape shape = Shape.of(1, 2, 2);
    assertThatThrownBy(() -> new Images(shape, new byte[7], new byte[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 labels");
    assertThatThrownBy(() -> new Images(shape, new byte[0], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    Images images = new Images(shape, new byte[8], new byte[2]);
    Preprocessing fits = Normalisation.MEAN_IMAGE.of(images);
    assertThatThrownBy(
            () -> images.gather(new int[] {0, 1}, 0, 2, 1, null, fits, new float[8], Sharing.ALONE))
        .isInstanceOf(IllegalArgumentException.class);
    Preprocessing other = new Preprocessing(Shape.of(1, 1, 4), new float[4], new float[4]);
    assertThatThrownBy(
            () ->
                images.gather(new int[] {0, 1}, 0, 2, 2, null, other, new float[8], Sharing.ALONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelsAreUnsigned() {
    Images images = new Images(Shape.of(1, 1, 1), new byte[1], new byte[] {(byte) 200});
    assertThat(images.label(0)).isEqualTo(200);
    assertThat(images.classes()).isEqualTo(201);
  }

  @Test
  void imagesFollowOthers() {
    Images first = new Images(Shape.of(1, 1, 2), new byte[] {1, 2, 3, 4}, new byte[] {5, 6});
    Images second = new Images(Shape.of(1, 1, 2), new byte[] {7, 8}, new byte[] {9});
    Images both = first.followedBy(second);
    assertThat(both.count()).isEqualTo(3);
    assertThat(both.pixels(0, 3)).containsExactly(1, 2, 3, 4, 7, 8);
    assertThat(new int[] {both.label(0), both.label(1), both.label(2)}).containsExactly(5, 6, 9);
    Images tall = new Images(Shape.of(1, 2, 1), new byte[] {7, 8}, new byte[] {9});
    assertThatThrownBy(() -> first.followedBy(tall))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("images [1, 2, 1] cannot follow images [1, 1, 2]");
  }
}

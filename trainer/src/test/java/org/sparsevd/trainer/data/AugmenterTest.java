package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.values.Block;
import org.sparsevd.trainer.data.values.Numbers;
import org.sparsevd.trainer.data.values.Pixels;
import org.sparsevd.trainer.data.values.Values;

class AugmenterTest {
  @Test
  void allMovesAreAsLikelyAndReproducible() {
    Augmenter shift = new Augmenter(1, false, 5, 2);
    Augmenter same = new Augmenter(1, false, 5, 2);
    int[] counts = new int[9];
    for (int image = 0; image < 90_000; image++) {
      counts[3 * (shift.dx(image) + 1) + shift.dy(image) + 1]++;
      assertThat(same.dx(image)).isEqualTo(shift.dx(image));
      assertThat(same.dy(image)).isEqualTo(shift.dy(image));
    }
    // Standard deviation 94.
    assertThat(Arrays.stream(counts))
        .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
  }

  @Test
  void epochsAndSeedsDiffer() {
    int differing = 0;
    for (int image = 0; image < 1000; image++) {
      int dx = new Augmenter(1, false, 5, 2).dx(image);
      differing += dx != new Augmenter(1, false, 5, 3).dx(image) ? 1 : 0;
      differing += dx != new Augmenter(1, false, 6, 2).dx(image) ? 1 : 0;
    }
    assertThat(differing).isBetween(1200, 1450);
  }

  @Test
  void mirrorsAndMovesPixelByPixel() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int planes = 1 + random.nextInt(3);
      int height = 1 + random.nextInt(6);
      int width = 1 + random.nextInt(6);
      Augmenter shift =
          new Augmenter(random.nextInt(8), random.nextBoolean(), random.nextLong(), round);
      boolean numbers = random.nextBoolean();
      byte outside = numbers ? 0 : (byte) random.nextInt();
      int size = planes * height * width;
      byte[] images = new byte[3 * size];
      random.nextBytes(images);
      byte[] expected = images.clone();
      for (int i = 0; i < size; i++) {
        int x = i % width - shift.dx(round);
        int y = i / width % height - shift.dy(round);
        int from = shift.mirrored(round) ? width - 1 - x : x;
        boolean inside = x >= 0 && x < width && y >= 0 && y < height;
        int plane = i / (width * height);
        expected[size + i] = inside ? images[size + (plane * height + y) * width + from] : outside;
      }
      Values values = numbers ? new Numbers(floats(images)) : new Pixels(images, outside);
      Block block = values.block(size, 3);
      for (int place = 0; place < 3; place++) {
        block.load(place, place);
      }
      shift.apply(round, block, size, Shape.of(planes, height, width));
      assertThat(content(block, size))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(floats(expected));
    }
  }

  private static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = bytes[i] & 0xff;
    }
    return floats;
  }

  /** Three images of a block, one after the other. */
  private static float[] content(Block block, int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    float[] turned = new float[3 * size];
    block.turn(3, ones, new float[size], turned, 0, 3);
    float[] content = new float[3 * size];
    for (int i = 0; i < content.length; i++) {
      content[i] = turned[i % size * 3 + i / size];
    }
    return content;
  }

  @Test
  void mirrorsHalfOfTheImagesAnewEachEpochAndLeavesTheMovesAlone() {
    Augmenter first = new Augmenter(2, true, 5, 0);
    Augmenter second = new Augmenter(2, true, 5, 1);
    Augmenter unmirrored = new Augmenter(2, false, 5, 0);
    int mirrored = 0;
    int differing = 0;
    for (int image = 0; image < 10_000; image++) {
      mirrored += first.mirrored(image) ? 1 : 0;
      differing += first.mirrored(image) != second.mirrored(image) ? 1 : 0;
      assertThat(unmirrored.mirrored(image)).isFalse();
      assertThat(first.dx(image)).isEqualTo(unmirrored.dx(image));
      assertThat(first.dy(image)).isEqualTo(unmirrored.dy(image));
    }
    // Standard deviation 50.
    assertThat(mirrored).isBetween(4_750, 5_250);
    assertThat(differing).isBetween(4_750, 5_250);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Augmenter(-1, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Augmenter(256, false, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

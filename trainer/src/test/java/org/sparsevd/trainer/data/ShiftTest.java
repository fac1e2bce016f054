package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShiftTest {
  @Test
  void allMovesAreAsLikelyAndReproducible() {
    Shift shift = new Shift(1, 5, 2);
    Shift same = new Shift(1, 5, 2);
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
      int dx = new Shift(1, 5, 2).dx(image);
      differing += dx != new Shift(1, 5, 3).dx(image) ? 1 : 0;
      differing += dx != new Shift(1, 6, 2).dx(image) ? 1 : 0;
    }
    assertThat(differing).isBetween(1200, 1450);
  }

  @Test
  void movesPixelByPixel() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int planes = 1 + random.nextInt(3);
      int height = 1 + random.nextInt(6);
      int width = 1 + random.nextInt(6);
      Shift shift = new Shift(random.nextInt(8), random.nextLong(), round);
      byte[] image = new byte[planes * height * width];
      random.nextBytes(image);
      byte[] moved = new byte[image.length + 5];
      random.nextBytes(moved);
      byte[] expected = moved.clone();
      System.arraycopy(image, 0, moved, 2, image.length);
      for (int i = 0; i < image.length; i++) {
        int x = i % width - shift.dx(round);
        int y = i / width % height - shift.dy(round);
        boolean inside = x >= 0 && x < width && y >= 0 && y < height;
        int plane = i / (width * height);
        expected[2 + i] = inside ? image[(plane * height + y) * width + x] : 0;
      }
      shift.move(round, moved, 2, planes, height, width);
      assertThat(moved).as("seed %d, round %d", seed, round).isEqualTo(expected);
    }
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Shift(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shift(256, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}

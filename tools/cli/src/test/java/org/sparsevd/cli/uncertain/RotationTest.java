package org.sparsevd.cli.uncertain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.Shape;

class RotationTest {
  private static final int SIDE = 6;
  private static final Shape SHAPE = Shape.of(2, SIDE, SIDE);

  private final byte[] pixels = new byte[3 * SHAPE.size()];

  RotationTest() {
    new Random(5).nextBytes(pixels);
  }

  @Test
  void aQuarterTurnMovesPixelsAndFourAreNone() {
    byte[] turned = Rotation.of(pixels, SHAPE, 90);
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (SIDE * SIDE) * SIDE * SIDE;
      int row = i % (SIDE * SIDE) / SIDE;
      int column = i % SIDE;
      // What was on the right is on top.
      int to = image + (SIDE - 1 - column) * SIDE + row;
      assertThat(turned[to]).as("pixel %d", i).isEqualTo(pixels[i]);
    }
    assertThat(Rotation.of(pixels, SHAPE, 0)).isEqualTo(pixels);
    assertThat(Rotation.of(pixels, SHAPE, 360)).isEqualTo(pixels);
  }

  @Test
  void cornersBecomeBlackAndTheMiddleStays() {
    Shape shape = Shape.of(1, 9, 9);
    byte[] white = new byte[81];
    Arrays.fill(white, (byte) 255);
    byte[] turned = Rotation.of(white, shape, 45);
    assertThat(turned[0]).isZero();
    assertThat(turned[40]).isEqualTo((byte) 255);
  }
}

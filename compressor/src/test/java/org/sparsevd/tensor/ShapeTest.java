package org.sparsevd.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void knowsItsElements() {
    Shape shape = Shape.of(20, 24, 12);
    assertThat(shape.size()).isEqualTo(5760);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.dim(2)).isEqualTo(12);
    assertThat(shape).hasToString("[20, 24, 12]").isEqualTo(Shape.of(20, 24, 12));
    assertThat(shape).isNotEqualTo(Shape.of(24, 20, 12));
  }

  @Test
  void ownsItsExtents() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 7;
    shape.toArray()[1] = 7;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void refusesEmptyAndHugeExtents() {
    assertThatThrownBy(() -> Shape.of(3, 0)).hasMessageContaining("[3, 0]");
    assertThatThrownBy(() -> Shape.of(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 2^31-1");
    // A product that would wrap around in 64 bits.
    assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30, 1 << 30))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Shape.of(Integer.MAX_VALUE).size()).isEqualTo(Integer.MAX_VALUE);
  }
}

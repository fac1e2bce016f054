package org.sparsevd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void countsPositions() {
    assertThat(Window.square(5, 0).outputHeight(28)).isEqualTo(24);
    assertThat(Window.square(3, 1).outputWidth(7)).isEqualTo(7);
    assertThat(Window.pooling(2).outputHeight(5)).isEqualTo(2);
    Window odd = new Window(3, 2, 2, 3, 2, 1, 1, 0, 0, 2);
    // Height: reach 5 in 8 + 1 rows, every second; width: reach 2 in 8 + 2 columns, every third.
    assertThat(odd.outputHeight(8)).isEqualTo(3);
    assertThat(odd.outputWidth(8)).isEqualTo(3);
    assertThat(odd.isPadded()).isTrue();
    assertThat(Window.pooling(3).isPadded()).isFalse();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Window.square(5, 1).outputHeight(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("height 5 is larger than the padded input 4");
    assertThatThrownBy(() -> Window.square(0, 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Window.square(1, -1)).hasMessageContaining("negative");
    // A reach beyond 32 bits.
    assertThatThrownBy(() -> new Window(65535, 1, 1, 1, 65535, 1, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window height: the kernel reaches over 4294770691")
        .hasMessageContaining("at most 16777216");
  }
}

package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DerivedDatasetTest {
  @Test
  void validationTakesTheLastTrainingImages() throws DatasetException {
    Dataset mnist = Dataset.open("mnist");
    Dataset split = mnist.validation(5000);
    assertThat(split.train().count()).isEqualTo(55_000);
    assertThat(split.test().count()).isEqualTo(5000);
    assertThat(split.test().pixels(7, 1)).isEqualTo(mnist.train().pixels(55_007, 1));
    assertThat(split.test().label(4999)).isEqualTo(mnist.train().label(59_999));
    assertThat(split.name()).isEqualTo("mnist/validation-5000");
    assertThat(split.sha256()).hasSize(64).isNotEqualTo(mnist.sha256());
    for (int count : new int[] {0, -1, 60_000}) {
      assertThatThrownBy(() -> mnist.validation(count))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("validation must take 1 to 59999 of 60000 training images, found " + count);
    }
  }

  @Test
  void randomLabelsAreUniformAndKeepTheImages() throws DatasetException {
    Dataset mnist = Dataset.open("mnist");
    Dataset random = mnist.randomLabels(3);
    int[] counts = new int[10];
    int same = 0;
    for (int i = 0; i < random.train().count(); i++) {
      counts[random.train().label(i)]++;
      same += random.train().label(i) == mnist.train().label(i) ? 1 : 0;
    }
    for (int count : counts) {
      assertThat(count).isCloseTo(6000, within(400));
    }
    assertThat(same).isCloseTo(6000, within(400));
    assertThat(random.train().pixels(11, 1)).isEqualTo(mnist.train().pixels(11, 1));
    assertThat(mnist.randomLabels(3).sha256()).isEqualTo(random.sha256());
    assertThat(mnist.randomLabels(4).sha256()).isNotEqualTo(random.sha256());
  }
}

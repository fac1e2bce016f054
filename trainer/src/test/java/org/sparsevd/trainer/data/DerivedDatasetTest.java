package org.sparsevd.trainer.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sparsevd.trainer.SmallRun;

class DerivedDatasetTest {
  private static final OptionalLong NO_SEED = OptionalLong.empty();

  @Test
  void validationTakesTheLastTrainingImages() throws IOException {
    Dataset mnist = Dataset.open("mnist");
    Dataset split = mnist.validation(5000);
    assertThat(split.train().count()).isEqualTo(55_000);
    assertThat(split.test().count()).isEqualTo(5000);
    assertThat(split.test().pixels(7, 1)).isEqualTo(mnist.train().pixels(55_007, 1));
    assertThat(split.test().label(4999)).isEqualTo(mnist.train().label(59_999));
    assertThat(split.identity().name()).isEqualTo("mnist");
    assertThat(split.identity().derivation()).isEqualTo(new Derivation(5000, false, NO_SEED));
    assertThat(split.name()).isEqualTo("mnist, validation 5000");
    assertThat(split.finalTest()).isSameAs(mnist.test());
    assertThat(split.onFinalTest().test()).isSameAs(mnist.test());
    assertThat(split.sha256()).hasSize(64).isNotEqualTo(mnist.sha256());
    for (int count : new int[] {0, -1, 60_000}) {
      assertThatThrownBy(() -> mnist.validation(count))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("validation must take 1 to 59999 of 60000 training images, found " + count);
    }
  }

  @Test
  void randomLabelsAreUniformAndKeepTheImages() throws IOException {
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

  /** The digests that checkpoints of the first version hold: steps joined, each hashed. */
  @Test
  void digestsAreThoseOfOldCheckpoints() {
    Dataset small = SmallRun.dataset();
    String split = Sha256.of((small.sha256() + " validation-40").getBytes(US_ASCII));
    String white = Sha256.of((split + " zca").getBytes(US_ASCII));
    String random = Sha256.of((white + " random-labels--3").getBytes(US_ASCII));
    Dataset made = small.validation(40);
    assertThat(made.sha256()).isEqualTo(split);
    made = made.whitened();
    assertThat(made.sha256()).isEqualTo(white);
    made = made.randomLabels(-3);
    assertThat(made.sha256()).isEqualTo(random);
    assertThat(made.name()).isEqualTo("bars, validation 40, zca, random labels -3");
  }

  @Test
  void filesAreMadeIntoWhatANetWasTrainedOn() throws IOException {
    Dataset files = SmallRun.dataset();
    for (Dataset trained :
        List.of(
            files,
            files.validation(40),
            files.validation(40).whitened(),
            files.whitened().randomLabels(5),
            files.validation(7).randomLabels(5))) {
      Dataset made = files.as(trained.identity());
      assertThat(made.identity()).isEqualTo(trained.identity());
      assertSame(made.train(), trained.train());
      assertSame(made.test(), trained.test());
      assertSame(made.finalTest(), trained.finalTest());
    }
    Images split = files.validation(40).whitened().finalTest();
    assertThat(split.pixels(0, 90)).isNotEqualTo(files.whitened().test().pixels(0, 90));
  }

  private static void assertSame(Images found, Images expected) {
    assertThat(found.count()).isEqualTo(expected.count());
    assertThat(found.pixels(0, found.count())).isEqualTo(expected.pixels(0, expected.count()));
    for (int i = 0; i < found.count(); i++) {
      assertThat(found.label(i)).isEqualTo(expected.label(i));
    }
  }

  @Test
  void otherFilesAreRefused() {
    Dataset files = SmallRun.dataset();
    Dataset others =
        new Dataset(
            "others", files.shape(), files.classes(), files.train(), files.test(), "1".repeat(64));
    for (Dataset trained : List.of(files, files.validation(40), files.whitened())) {
      assertThatThrownBy(() -> others.as(trained.identity()))
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith("the net was trained on '" + trained.name() + "' with SHA-256 ")
          .hasMessageContaining(trained.sha256() + ", found 'others");
    }
  }

  @Test
  void stepsHaveOneOrder() {
    Dataset files = SmallRun.dataset();
    for (Runnable wrong :
        List.<Runnable>of(
            () -> files.whitened().validation(40),
            () -> files.validation(40).validation(40),
            () -> files.whitened().whitened(),
            () -> files.randomLabels(1).whitened(),
            () -> files.randomLabels(1).randomLabels(1))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("data set 'bars, ");
    }
  }
}

package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Recipe;

/** Training on numbers in place of pixels. */
class NumbersTest {
  private static final TrainingListener SILENT = new TrainingListener() {};
  private static final int SIDE = 8;
  private static final TrainerOptions ONE = new TrainerOptions(5, 1, "host");
  private static final TrainerOptions THREE = new TrainerOptions(5, 3, "host");

  @TempDir Path folder;

  private static Images numbers(Images pixels, Shape shape) {
    int[] labels = IntStream.range(0, pixels.count()).map(pixels::label).toArray();
    byte[] bytes = pixels.pixels(0, pixels.count());
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return Images.ofNumbers(shape, values, labels);
  }

  private static Dataset numbers(Dataset pixels, Shape shape) {
    return new Dataset(
        pixels.name(),
        shape,
        pixels.classes(),
        numbers(pixels.train(), shape),
        numbers(pixels.test(), shape),
        pixels.sha256());
  }

  /** The numbers 0 to 255 train the same net as the pixels, to the last bit, with any threads. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void numbersOfPixelsTrainTheSameNet(boolean convolutional) throws Exception {
    Recipe recipe = SmallRun.recipe(convolutional ? SmallRun.convolutional() : SmallRun.dense());
    Dataset pixels = SmallRun.dataset();
    Path first = folder.resolve("pixels.ckpt");
    Path second = folder.resolve("numbers.ckpt");
    Trainer.start(recipe, pixels, ONE).train(first, SILENT);
    Dataset numbers = numbers(pixels, pixels.shape());
    Trainer.start(recipe, numbers, THREE).train(second, SILENT);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  /** Rows of a table, as long as the network's images, are these; a run of them goes on. */
  @Test
  void rowsAreGreyImagesAndARunGoesOn() throws Exception {
    Recipe recipe = SmallRun.recipe(SmallRun.dense());
    Dataset pixels = SmallRun.dataset();
    Dataset rows = numbers(pixels, Shape.of(pixels.shape().size(), 1, 1));
    Dataset images = rows.fitting(recipe.network().input());
    assertThat(images.shape()).isEqualTo(pixels.shape());
    assertThat(images.finalTest().shape()).isEqualTo(pixels.shape());
    Path straight = folder.resolve("straight.ckpt");
    Trainer.start(recipe, images, ONE).train(straight, SILENT);

    Path stopped = folder.resolve("stopped.ckpt");
    Trainer trainer = Trainer.start(recipe, images, ONE);
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void epoch(EpochResult result) {
            trainer.requestStop();
          }
        };
    trainer.train(stopped, stop);
    assertThat(Files.readAllBytes(stopped)).isNotEqualTo(Files.readAllBytes(straight));
    Trainer.resume(Checkpoint.read(stopped), images, THREE).train(stopped, SILENT);
    assertThat(Files.readAllBytes(stopped)).isEqualTo(Files.readAllBytes(straight));
    Checkpoint end = Checkpoint.read(straight);
    assertThat(rows.as(end.dataset()).identity()).isEqualTo(end.dataset());

    Dataset last = numbers(pixels, Shape.of(SIDE, SIDE, 1));
    assertThatThrownBy(() -> Trainer.start(recipe, last, ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes images [1, 8, 8]")
        .hasMessageContaining("has [8, 8, 1]; of arrays with channels last, --layout nhwc says so");
    Dataset colour = numbers(pixels, pixels.shape());
    assertThat(colour.fitting(Shape.of(1, 4, 16))).isSameAs(colour);
    assertThat(rows.fitting(Shape.of(4, 4, 4))).isSameAs(rows);
  }
}

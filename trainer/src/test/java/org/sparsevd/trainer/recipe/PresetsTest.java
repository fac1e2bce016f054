package org.sparsevd.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.Initialisation;
import org.sparsevd.trainer.SmallRun;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

class PresetsTest {
  @TempDir private Path folder;

  /**
   * What a GPU would run takes the same course as what a CPU runs. A batch of six images amplifies
   * how sums are rounded: vectors of four and of sixteen floats differ by a thousandth, too.
   */
  @ParameterizedTest
  @CsvSource({"lenet-300-100, 200", "lenet-5, 40", "vgg-like-0.25, 12", "resnet-8, 12"})
  void bothBackendsHaveTheSameLosses(String preset, int images) throws Exception {
    Recipe whole = Presets.recipe(preset);
    Recipe recipe =
        new Recipe(preset, whole.network(), images / 2, whole.initialLogSigma2(), whole.phases())
            .withEpochs(3);
    Dataset dataset = noise(recipe.network().input(), images);
    List<Double> host = losses(recipe, dataset, "host");
    List<Double> nd4j = losses(recipe, dataset, "nd4j");
    for (int e = 0; e < host.size(); e++) {
      assertThat(nd4j.get(e))
          .as("%s, epoch %d", preset, e + 1)
          .isCloseTo(host.get(e), within((e == 0 ? 1e-4 : 5e-3) * host.get(e)));
    }
  }

  private List<Double> losses(Recipe recipe, Dataset dataset, String backend) throws Exception {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epoch(EpochResult result) {
            losses.add(result.trainLoss());
          }
        };
    Trainer.start(recipe, dataset, new TrainerOptions(3, 2, backend))
        .train(folder.resolve(backend + ".ckpt"), listener);
    assertThat(losses).hasSize(recipe.epochs());
    return losses;
  }

  private static Dataset noise(Shape shape, int count) {
    return new Dataset(
        "noise", shape, 10, noise(shape, count, 1), noise(shape, 10, 2), "0".repeat(64));
  }

  private static Images noise(Shape shape, int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * shape.size()];
    byte[] labels = new byte[count];
    random.nextBytes(pixels);
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(10);
    }
    return new Images(shape, pixels, labels);
  }

  @Test
  void everyNameHasARecipeAndThePapersSchedule() {
    for (String name : Presets.names()) {
      assertThat(Presets.recipe(name).name()).isEqualTo(name);
      assertThat(Presets.recipe(name).network().outputShape()).isEqualTo(Shape.of(10));
      Recipe paper = Presets.paper(name);
      assertThat(paper.batchSize()).isEqualTo(100);
      assertThat(paper.phases().get(paper.phases().size() - 1).epochs()).isEqualTo(200);
    }
    assertThatThrownBy(() -> Presets.recipe("lenet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown preset 'lenet', expected one of lenet-300-100, ");
  }

  /** Simonyan's network for CIFAR: the parameters that the paper's compression refers to. */
  @Test
  void vggLikeHasFifteenMillionWeights() {
    long weights =
        Initialisation.of(Network.vggLike(1, 10), false, 1).stream()
            .mapToLong(layer -> layer.weight().length)
            .sum();
    assertThat(weights).isEqualTo(14_710_464L + 512 * 512 + 10 * 512);
    assertThat(Network.vggLike(1, 10).withClasses(100).outputShape()).isEqualTo(Shape.of(100));
  }

  /** The state of batch normalisation survives the way through a file. */
  @Test
  void checkpointsOfNormalisedNetsAreReadBack() throws Exception {
    Path file = folder.resolve("n.ckpt");
    Recipe recipe = SmallRun.recipe(SmallRun.convolutional());
    Checkpoint written =
        Trainer.start(recipe, SmallRun.dataset(), new TrainerOptions(1, 1, "host"))
            .train(file, new TrainingListener() {});
    Checkpoint read = Checkpoint.read(file);
    assertThat(read.recipe()).isEqualTo(written.recipe());
    assertThat(read.layers().get(1).norm())
        .usingRecursiveComparison()
        .isEqualTo(written.layers().get(1).norm());
    assertThat(read.layers().get(0).norm()).isNull();
    double counted = CheckpointSize.of(recipe.network()).bytes();
    assertThat((double) Files.size(file)).isBetween(0.5 * (counted - CheckpointSize.REST), counted);
  }
}

package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

class TrainerTest {
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir Path folder;

  private final Dataset dataset = SmallRun.dataset();

  private static TrainerOptions threads(int count) {
    return new TrainerOptions(5, count, "host");
  }

  private static Network network(boolean convolutional) {
    return convolutional ? SmallRun.convolutional() : SmallRun.dense();
  }

  private byte[] trained(Recipe recipe, int threads) throws Exception {
    Path file = folder.resolve("straight-" + threads + ".ckpt");
    Trainer.start(recipe, dataset, threads(threads)).train(file, SILENT);
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void learnsAndGetsSparse(boolean convolutional) throws Exception {
    List<EpochResult> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epoch(EpochResult result) {
            heard.add(result);
          }
        };
    Recipe recipe = SmallRun.recipe(network(convolutional));
    Checkpoint end =
        Trainer.start(recipe, dataset, threads(2)).train(folder.resolve("a.ckpt"), listener);
    assertThat(heard).isEqualTo(end.history()).hasSize(recipe.epochs());
    EpochResult last = heard.get(heard.size() - 1);
    assertThat(last.testErrorPercent()).isLessThan(15);
    assertThat(last.compression()).isGreaterThan(2);
    assertThat(heard.get(1).compression()).isLessThan(1.01);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sameBytesWhateverTheThreads(boolean convolutional) throws Exception {
    Recipe recipe = SmallRun.recipe(network(convolutional));
    assertThat(trained(recipe, 3)).isEqualTo(trained(recipe, 1));
  }

  @ParameterizedTest
  @CsvSource({"true, ADDITIVE", "false, ADDITIVE", "true, MULTIPLICATIVE"})
  void sameBytesWhereverItIsInterrupted(boolean convolutional, Noise noise) throws Exception {
    Recipe recipe = SmallRun.recipe(network(convolutional)).withNoise(noise);
    byte[] straight = trained(recipe, 2);
    Path file = folder.resolve("interrupted.ckpt");
    Checkpoint state = null;
    int runs = 0;
    while (state == null || state.epoch() < recipe.epochs()) {
      Trainer trainer =
          state == null
              ? Trainer.start(recipe, dataset, threads(2))
              : Trainer.resume(Checkpoint.read(file), dataset, threads(1 + runs % 2));
      int steps = 1 + 7 * runs++;
      state = trainer.train(file, stopAfter(trainer, steps));
    }
    assertThat(runs).isGreaterThan(5);
    assertThat(Files.readAllBytes(file)).isEqualTo(straight);
  }

  @Test
  void aStateIsToldBeforeItsCheckpointIsWritten() throws Exception {
    Recipe recipe = SmallRun.recipe(network(false));
    Path file = folder.resolve("told.ckpt");
    List<Integer> told = new ArrayList<>();
    Checkpoint end =
        Trainer.start(recipe, dataset, threads(1))
            .train(
                file,
                new TrainingListener() {
                  @Override
                  public void state(Checkpoint state) {
                    told.add(state.epoch());
                    assertThat(state.step()).isZero();
                    int written = Files.exists(file) ? epochOf(file) : 0;
                    assertThat(written).isLessThan(state.epoch());
                  }
                });
    assertThat(told).isEqualTo(IntStream.rangeClosed(1, end.epoch()).boxed().toList());
  }

  private static int epochOf(Path file) {
    try {
      return Checkpoint.read(file).epoch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TrainingListener stopAfter(Trainer trainer, int steps) {
    int[] seen = {0};
    return new TrainingListener() {
      @Override
      public void step(StepProgress progress) {
        if (++seen[0] >= steps) {
          trainer.requestStop();
        }
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"true, ADDITIVE", "false, ADDITIVE", "false, MULTIPLICATIVE"})
  void evaluationIsThatOfTheThresholdedModel(boolean convolutional, Noise noise) throws Exception {
    Recipe recipe = SmallRun.recipe(network(convolutional)).withNoise(noise);
    Checkpoint end =
        Trainer.start(recipe, dataset, threads(2)).train(folder.resolve("e.ckpt"), SILENT);
    Evaluation evaluation = Evaluation.of(end, dataset, threads(2));
    EpochResult last = end.history().get(end.history().size() - 1);
    assertThat(evaluation.errorPercent()).isEqualTo(last.testErrorPercent());
    assertThatThrownBy(() -> Evaluation.of(end, dataset.randomLabels(1), threads(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the net was trained on 'bars' with SHA-256 0000");
    var compressed = org.sparsevd.compress.Compressor.compress(end.trainedModel());
    assertThat(compressed.report().nonZero()).isEqualTo(last.nonZero());
    Interpreter interpreter = new Interpreter(compressed.model());
    for (int i = 0; i < dataset.test().count(); i++) {
      byte[] pixels = dataset.test().pixels(i, 1);
      float[] x = new float[pixels.length];
      for (int p = 0; p < x.length; p++) {
        x[p] = pixels[p] & 0xff;
      }
      float[] scores = interpreter.run(x);
      for (int c = 0; c < scores.length; c++) {
        assertThat(evaluation.answers().values()[i * scores.length + c])
            .isCloseTo(scores[c], org.assertj.core.data.Offset.offset(1e-3f));
      }
    }
  }

  @Test
  void divergenceNamesEpochStepAndLayerAndKeepsTheLastCheckpoint() throws Exception {
    Phase good = SmallRun.recipe(SmallRun.dense()).phases().get(0);
    Phase bad =
        new Phase(
            Phase.Kind.SPARSE,
            2,
            Schedule.constant(1e38),
            1,
            Schedule.constant(1),
            Phase.NO_REMOVAL,
            0);
    Recipe recipe = new Recipe("diverges", SmallRun.dense(), 22, -6, List.of(good, bad));
    Path file = folder.resolve("d.ckpt");
    assertThatThrownBy(() -> Trainer.start(recipe, dataset, threads(2)).train(file, SILENT))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("epoch 3, step ")
        .hasMessageContaining("layer fc1");
    assertThat(Checkpoint.read(file).epoch()).isEqualTo(2);
  }

  @Test
  void dataThatDoNotFitAreRefused() {
    Recipe recipe = Presets.recipe("lenet-5");
    assertThatThrownBy(() -> Trainer.start(recipe, dataset, threads(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network 'lenet-5' takes images [1, 28, 28], data set 'bars' has [1, 8, 8]");
    assertThatThrownBy(
            () ->
                Trainer.start(
                    SmallRun.recipe(SmallRun.dense()), dataset, new TrainerOptions(1, 1, "gpu")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown backend 'gpu'");
  }

  @Test
  void aTrainingSetOfOneImageIsRefusedAndTwoAreEnough() throws Exception {
    Recipe recipe = SmallRun.recipe(SmallRun.convolutional()).withEpochs(3);
    int count = dataset.train().count();
    Dataset one = dataset.validation(count - 1);
    assertThatThrownBy(() -> Trainer.start(recipe, one, threads(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("training takes at least 2 images, data set 'bars")
        .hasMessageEndingWith(" has 1");
    Path file = folder.resolve("two.ckpt");
    Trainer.start(recipe, dataset.validation(count - 2), threads(1)).train(file, SILENT);
    assertThat(Checkpoint.read(file).epoch()).isEqualTo(3);
  }

  @Test
  void networksThatNoCheckpointHoldsAreRefusedBeforeTraining() {
    Network large =
        new Network(
            "large",
            dataset.shape(),
            List.of(
                new LayerSpec.Flatten(),
                new LayerSpec.Dense("fc1", 1_000_000),
                new LayerSpec.Dense("fc2", 100)));
    assertThatThrownBy(() -> Trainer.start(SmallRun.recipe(large), dataset, threads(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with layer 'fc2' the network has 164000000 weights")
        .hasMessageContaining("checkpoints end at 2 GiB");
  }
}

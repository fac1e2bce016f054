package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.compress.Answers;
import org.sparsevd.compress.Compressor;
import org.sparsevd.model.Interpreter;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.data.Targets;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;

/** Whole runs that learn real values. */
class TargetTrainingTest {
  private static final TrainingListener SILENT = new TrainingListener() {};
  private static final Shape COLUMNS = Shape.of(4, 1, 1);

  @TempDir private Path folder;

  private static Dataset dataset() {
    Images train = images(300, 1);
    Images test = images(80, 2);
    return new Dataset("values", COLUMNS, 2, train, test, "0".repeat(64));
  }

  private static Images images(int count, long seed) {
    Random random = new Random(seed);
    float[] inputs = new float[4 * count];
    float[] targets = new float[2 * count];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < 4; c++) {
        inputs[4 * i + c] = (float) random.nextGaussian();
      }
      targets[2 * i] = 5000 + 400 * inputs[4 * i] - 100 * inputs[4 * i + 1];
      targets[2 * i + 1] = 0.01f * Math.abs(inputs[4 * i + 2]);
    }
    return Images.ofNumbers(COLUMNS, inputs, new Targets(Targets.Kind.VALUES, targets, 2));
  }

  @Test
  void sameBytesWhereverItIsInterruptedAndValuesInTheirUnits() throws Exception {
    Dataset dataset = dataset();
    Recipe recipe =
        SmallRun.recipe(Network.mlp(COLUMNS, 2), 0.1).withAugmentation(Augmentation.NONE);
    Path straight = folder.resolve("straight.ckpt");
    Trainer.start(recipe, dataset, new TrainerOptions(7, 1, "host")).train(straight, SILENT);
    Path file = folder.resolve("interrupted.ckpt");
    Trainer first = Trainer.start(recipe, dataset, new TrainerOptions(7, 2, "host"));
    first.train(file, TrainerTest.stopAfter(first, 61));
    Checkpoint state =
        Trainer.resume(Checkpoint.read(file), dataset, new TrainerOptions(7, 1, "host"))
            .train(file, SILENT);
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(straight));
    assertThat(state.targets()).isNotNull();

    Evaluation evaluation = Evaluation.of(state, dataset, new TrainerOptions(7, 1, "host"));
    double told = state.history().get(state.history().size() - 1).testErrorPercent();
    assertThat(evaluation.errorPercent()).isEqualTo(told).isLessThan(50);
    Interpreter deployed = new Interpreter(Compressor.compress(state.trainedModel()).model());
    for (int i = 0; i < dataset.test().count(); i++) {
      float[] row = dataset.test().read(i, 1, pixels -> null, numbers -> numbers);
      float[] answer = deployed.run(row);
      for (int t = 0; t < 2; t++) {
        double expected = evaluation.answers().values()[2 * i + t];
        double unit = state.targets().scale()[t];
        assertThat((double) answer[t]).isCloseTo(expected, within(1e-3 * unit));
      }
    }
  }

  @Test
  void errorsAreInPercentOfTheDeviationAndInUnits() {
    Targets targets = new Targets(Targets.Kind.VALUES, new float[] {1, 0, 3, 0, 5, 0}, 2);
    assertThat(targets.deviations()).containsExactly(Math.sqrt(8 / 3.0), 1);
    Answers mean = new Answers(new float[] {3, 0, 3, 0, 3, 0}, 2);
    assertThat(targets.errorPercent(mean)).isCloseTo(100 * Math.sqrt(0.5), within(1e-9));
    assertThat(targets.rootMeanSquares(mean)).containsExactly(Math.sqrt(8 / 3.0), 0);
    assertThat(TargetScale.of(targets).shift()).containsExactly(3, 0);
    Targets labels = new Targets(Targets.Kind.LABELS, new float[] {1, 0, 1, 1}, 2);
    Answers said = new Answers(new float[] {2, 1, -1, 3}, 2);
    assertThat(labels.errorPercent(said)).isEqualTo(50);
    assertThat(TargetScale.of(labels)).isNull();
  }

  @Test
  void aNetOfOtherOutputsIsRefused() {
    Recipe recipe = SmallRun.recipe(Network.mlp(COLUMNS, 3));
    assertThatThrownBy(() -> Trainer.start(recipe, dataset(), TrainerOptions.defaults(1)))
        .hasMessage(
            "network 'mlp' puts out 3 numbers, data set 'values' has 2 values for each input");
    Network open = Network.builder("open", COLUMNS).flatten().dense(2).relu().build();
    assertThatThrownBy(
            () -> Trainer.start(SmallRun.recipe(open), dataset(), TrainerOptions.defaults(1)))
        .hasMessageContaining("network 'open' must end in a dense layer to learn values");
  }
}

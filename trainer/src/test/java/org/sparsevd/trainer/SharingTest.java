package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Compressor;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.GammaPrior;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Schedule;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Soft weight sharing, as a run. */
class SharingTest {
  private static final int COMPONENTS = 6;
  private static final int STEPS_PER_EPOCH = 14;

  @TempDir Path folder;

  private final Dataset dataset = SmallRun.dataset();

  private static Recipe recipe(int tied) {
    WeightSharing sharing =
        new WeightSharing(
            COMPONENTS,
            0.7,
            Schedule.through(0, 0.03, 3, 0.07),
            1e-2,
            0.2,
            0.2,
            new GammaPrior(50, 0.05),
            new GammaPrior(9, 0.05),
            tied);
    Schedule rate = Schedule.constant(1e-2);
    return new Recipe(
        "sharing",
        SmallRun.dense(),
        22,
        -6,
        List.of(
            Phase.dense(3, rate, Augmentation.NONE, 0.1, Reduction.NONE),
            Phase.dense(5, Schedule.through(0, 1e-2, 5, 0), Augmentation.NONE, 0, sharing)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void weightsShareAFewValuesAtTheEnd(int tied) throws Exception {
    Checkpoint end =
        Trainer.start(recipe(tied), dataset, new TrainerOptions(5, 2, "host"))
            .train(folder.resolve("a.ckpt"), new TrainingListener() {});
    Set<Float> values = new TreeSet<>();
    long left = 0;
    for (LayerState layer : end.layers()) {
      for (int i = 0; i < layer.weight().length; i++) {
        assertThat(layer.removed().get(i)).isEqualTo(layer.weight()[i] == 0);
        if (layer.weight()[i] != 0) {
          values.add(layer.weight()[i]);
          left++;
        }
      }
    }
    assertThat(values).hasSizeBetween(2, COMPONENTS - 1);
    var last = end.history().get(end.history().size() - 1);
    assertThat(last.nonZero()).isEqualTo(left);
    assertThat(last.compression()).isGreaterThan(1.3);
    assertThat(last.testErrorPercent()).isLessThan(20);
    assertThat(end.mixture()).isNull();
    assertThat(Compressor.compress(end.trainedModel()).report().nonZero()).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void sameBytesWhateverTheThreadsAndWhereverItStops(int tied) throws Exception {
    Path straight = folder.resolve("straight.ckpt");
    Trainer.start(recipe(tied), dataset, new TrainerOptions(5, 2, "host"))
        .train(straight, new TrainingListener() {});
    Path other = folder.resolve("stopped.ckpt");
    Checkpoint state = null;
    for (int runs = 0; state == null || state.epoch() < recipe(tied).epochs(); runs++) {
      TrainerOptions options = new TrainerOptions(5, 1 + runs % 2, "host");
      Trainer trainer =
          state == null
              ? Trainer.start(recipe(tied), dataset, options)
              : Trainer.resume(Checkpoint.read(other), dataset, options);
      state = trainer.train(other, TrainerTest.stopAfter(trainer, 1 + 5 * runs));
    }
    assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(straight));
  }

  /** Stopped in the middle of a tied epoch: the means have moved, and the weights with them. */
  @Test
  void tiedWeightsAreTheMeans() throws Exception {
    Path file = folder.resolve("a.ckpt");
    Checkpoint before = stopped(file, 6 * STEPS_PER_EPOCH);
    Checkpoint after = stopped(file, 6 * STEPS_PER_EPOCH + 3);
    assertThat(after.step()).isEqualTo(3);
    Set<Float> means = means(after);
    assertThat(means).isNotEqualTo(means(before));
    Set<Float> values = new TreeSet<>();
    for (LayerState layer : after.layers()) {
      for (int i = 0; i < layer.weight().length; i++) {
        if (!layer.removed().get(i)) {
          values.add(layer.weight()[i]);
        }
      }
    }
    assertThat(values).hasSizeGreaterThan(1).isSubsetOf(means);
  }

  private Checkpoint stopped(Path file, int steps) throws Exception {
    Trainer trainer = Trainer.start(recipe(2), dataset, new TrainerOptions(5, 1, "host"));
    return trainer.train(file, TrainerTest.stopAfter(trainer, steps));
  }

  private static Set<Float> means(Checkpoint checkpoint) {
    Set<Float> means = new TreeSet<>();
    for (int j = 0; j + 1 < COMPONENTS; j++) {
      means.add((float) checkpoint.mixture().parameters()[j]);
    }
    return means;
  }
}

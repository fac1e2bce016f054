package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

class WarmStartTest {
  private static final TrainingListener SILENT = new TrainingListener() {};
  private static final TrainerOptions OPTIONS = new TrainerOptions(5, 2, "host");

  @TempDir Path folder;

  private final Dataset dataset = SmallRun.dataset();
  private final Recipe recipe = SmallRun.recipe(SmallRun.convolutional());

  private Checkpoint train(Trainer trainer) throws Exception {
    return trainer.train(folder.resolve("a.ckpt"), SILENT);
  }

  private Checkpoint dense() throws Exception {
    return train(Trainer.start(recipe.dense().withEpochs(3), dataset, OPTIONS));
  }

  @Test
  void denseBaselineKeepsEveryWeightAndLearns() throws Exception {
    Recipe dense = recipe.dense();
    assertThat(dense.epochs()).isEqualTo(recipe.epochs());
    assertThat(dense.phases())
        .singleElement()
        .satisfies(p -> assertThat(p.weightDecay()).isPositive());
    EpochResult last = train(Trainer.start(dense, dataset, OPTIONS)).history().get(10);
    assertThat(last.compression()).isEqualTo(1);
    assertThat(last.testErrorPercent()).isLessThan(15);
  }

  @Test
  void goesOnFromDenseWeights() throws Exception {
    Checkpoint dense = dense();
    Recipe sparse = recipe.withInitialLogSigma2(-7);
    Checkpoint first = WarmStart.of(dense, sparse.withoutDensePhases(), dataset, OPTIONS);
    for (int l = 0; l < first.layers().size(); l++) {
      assertThat(first.layers().get(l).weight()).isEqualTo(dense.layers().get(l).weight());
      assertThat(first.layers().get(l).bias()).isEqualTo(dense.layers().get(l).bias());
    }
    Checkpoint end = train(Trainer.startFrom(dense, sparse, dataset, OPTIONS));
    assertThat(end.recipe().phases()).extracting(Phase::kind).doesNotContain(Phase.Kind.DENSE);
    assertThat(end.history()).hasSize(9);
    assertThat(end.history().get(0).testErrorPercent()).isLessThan(15);
    assertThat(end.history().get(8).compression()).isGreaterThan(2);
  }

  @Test
  void cutsByTheVariancesOfTheCheckpoint() throws Exception {
    Checkpoint sparse = train(Trainer.start(recipe, dataset, OPTIONS));
    Phase cut = recipe.phases().get(2).withEpochs(1);
    Recipe tune = new Recipe("tune", recipe.network(), 22, -6, List.of(cut));
    Checkpoint end = train(Trainer.startFrom(sparse, tune, dataset, OPTIONS));
    assertThat(end.history().get(0).nonZero())
        .isLessThanOrEqualTo(sparse.history().get(10).nonZero())
        .isPositive();
    for (int l = 0; l < end.layers().size(); l++) {
      LayerState before = sparse.layers().get(l);
      assertThat(end.layers().get(l).removed().cardinality())
          .isGreaterThanOrEqualTo(before.removed().cardinality());
    }
  }

  @Test
  void fineTuningDecaysWhatIsLeft() throws Exception {
    Checkpoint sparse = train(Trainer.start(recipe, dataset, OPTIONS));
    assertThat(squares(tuned(sparse, 5))).isLessThan(0.9 * squares(tuned(sparse, 0)));
  }

  private Checkpoint tuned(Checkpoint sparse, double decay) throws Exception {
    Phase tune =
        new Phase(
            Phase.Kind.FINE_TUNE,
            2,
            Schedule.constant(1e-3),
            0,
            Schedule.constant(0),
            Schedule.constant(3),
            Augmentation.NONE,
            decay);
    Recipe rest = new Recipe("tune", recipe.network(), 22, -6, List.of(tune));
    return train(Trainer.startFrom(sparse, rest, dataset, OPTIONS));
  }

  private static double squares(Checkpoint of) {
    double sum = 0;
    for (LayerState layer : of.layers()) {
      for (float weight : layer.weight()) {
        sum += (double) weight * weight;
      }
    }
    return sum;
  }

  @Test
  void otherNetworksAreRefused() throws Exception {
    Checkpoint dense = dense();
    assertThatThrownBy(
            () -> Trainer.startFrom(dense, SmallRun.recipe(SmallRun.dense()), dataset, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the checkpoint's layers [conv1[4,1,3,3], ")
        .hasMessageContaining("are not those of network 'small-dense': [fc1[20,64], ");
    assertThatThrownBy(() -> Trainer.startFrom(dense, recipe.dense(), dataset, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no phases");
  }
}

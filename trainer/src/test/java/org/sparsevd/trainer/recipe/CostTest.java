package org.sparsevd.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.trainer.SmallRun;
import org.sparsevd.trainer.StepProgress;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;

/** By what the divergence of a layer is weighed. */
class CostTest {
  @TempDir private Path folder;

  @Test
  void operationsAreThePixelsOfALayerAndTheirMeanIsOne() {
    float[] factors = Cost.OPERATIONS.factors(Network.lenet5(), List.of());
    int[] weights = {500, 25_000, 400_000, 5000};
    double[] pixels = {24 * 24, 8 * 8, 1, 1};
    double mean = 0;
    for (int l = 0; l < 4; l++) {
      assertThat(factors[l] / factors[3]).isCloseTo((float) pixels[l], within(1e-3f * 576));
      mean += factors[l] * weights[l] / 430_500;
    }
    assertThat(mean).isCloseTo(1, within(1e-5));
    assertThat(Cost.BYTES.factors(Network.lenet5(), List.of())).containsExactly(1, 1, 1, 1);
  }

  @Test
  void aRunIsOfItsCost() throws Exception {
    Recipe bytes = SmallRun.recipe(SmallRun.graph());
    Recipe operations = bytes.withCost(Cost.OPERATIONS);
    Checkpoint cheap = trained(operations);
    assertThat(Checkpoint.read(folder.resolve("OPERATIONS.ckpt")).recipe()).isEqualTo(operations);
    assertThat(operations(cheap)).isLessThan(operations(trained(bytes)));
    assertThat(operations.withEpochs(3).withBatchSize(10).cost()).isEqualTo(Cost.OPERATIONS);
    assertThatThrownBy(() -> bytes.dense().withCost(Cost.OPERATIONS))
        .hasMessageContaining("has no sparse phase, so no divergence");
  }

  @Test
  void measuredTimesAreKeptAndGoOn() throws Exception {
    Recipe recipe = SmallRun.recipe(SmallRun.dense()).withCost(Cost.TIME);
    assertThatThrownBy(() -> trained(recipe))
        .hasMessage("recipe 'small-dense' weighs by time, and has no seconds of its layers");
    assertThatThrownBy(() -> recipe.withSeconds(List.of(1e-9)))
        .hasMessageContaining("one for each of 3 layers with weights; found 1 with cost 'time'");
    assertThatThrownBy(() -> recipe.withSeconds(List.of(1e-9, 0.0, 1e-9)))
        .hasMessage("seconds of a weight must be above 0 and below 1, found 0.0");
    Recipe measured = recipe.withSeconds(List.of(3e-9, 1e-9, 2e-9));
    float[] costs = measured.costs();
    assertThat(costs[0] / costs[1]).isCloseTo(3, within(1e-5f));
    Checkpoint straight = trained(measured);
    Path file = folder.resolve("stopped.ckpt");
    Trainer first = Trainer.start(measured, SmallRun.dataset(), new TrainerOptions(7, 1, "host"));
    first.train(
        file,
        new TrainingListener() {
          @Override
          public void step(StepProgress progress) {
            if (progress.epoch() == 4 && progress.step() == 5) {
              first.requestStop();
            }
          }
        });
    Checkpoint stopped = Checkpoint.read(file);
    assertThat(stopped.recipe()).isEqualTo(measured);
    Trainer.resume(stopped, SmallRun.dataset(), new TrainerOptions(7, 1, "host"))
        .train(file, new TrainingListener() {});
    straight.write(folder.resolve("straight.ckpt"));
    assertThat(file).hasSameBinaryContentAs(folder.resolve("straight.ckpt"));
  }

  private Checkpoint trained(Recipe recipe) throws Exception {
    return Trainer.start(recipe, SmallRun.dataset(), new TrainerOptions(7, 1, "host"))
        .train(folder.resolve(recipe.cost() + ".ckpt"), new TrainingListener() {});
  }

  private static double operations(Checkpoint checkpoint) {
    float[] costs = Cost.OPERATIONS.factors(checkpoint.recipe().network(), List.of());
    Decisions decisions = new Decisions(checkpoint.recipe());
    double sum = 0;
    for (int l = 0; l < costs.length; l++) {
      sum += costs[l] * decisions.kept(l, checkpoint.layers().get(l)).cardinality();
    }
    return sum;
  }
}

package org.sparsevd.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.trainer.SmallRun;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/** By what the divergence of a layer is weighed. */
class CostTest {
  @TempDir private Path folder;

  @Test
  void operationsAreThePixelsOfALayerAndTheirMeanIsOne() {
    float[] factors = Cost.OPERATIONS.factors(Network.lenet5());
    int[] weights = {500, 25_000, 400_000, 5000};
    double[] pixels = {24 * 24, 8 * 8, 1, 1};
    double mean = 0;
    for (int l = 0; l < 4; l++) {
      assertThat(factors[l] / factors[3]).isCloseTo((float) pixels[l], within(1e-3f * 576));
      mean += factors[l] * weights[l] / 430_500;
    }
    assertThat(mean).isCloseTo(1, within(1e-5));
    assertThat(Cost.BYTES.factors(Network.lenet5())).containsExactly(1, 1, 1, 1);
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

  private Checkpoint trained(Recipe recipe) throws Exception {
    return Trainer.start(recipe, SmallRun.dataset(), new TrainerOptions(7, 1, "host"))
        .train(folder.resolve(recipe.cost() + ".ckpt"), new TrainingListener() {});
  }

  private static double operations(Checkpoint checkpoint) {
    float[] costs = Cost.OPERATIONS.factors(checkpoint.recipe().network());
    double sum = 0;
    for (int l = 0; l < costs.length; l++) {
      sum += costs[l] * checkpoint.layers().get(l).kept().cardinality();
    }
    return sum;
  }
}

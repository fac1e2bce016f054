package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.compress.Threshold;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.Op;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Recipe;

/** Whole runs whose weights decide in blocks. */
class BlockTrainingTest {
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir private Path folder;

  @Test
  void sameBytesForAnyThreadsAndWhereverItIsInterrupted() throws Exception {
    Dataset dataset = SmallRun.dataset();
    Recipe recipe = SmallRun.recipe(SmallRun.convolutional(), 0.1).withBlocks(Blocks.SQUARES);
    Path straight = folder.resolve("straight.ckpt");
    Trainer.start(recipe, dataset, threads(1)).train(straight, SILENT);
    Path file = folder.resolve("interrupted.ckpt");
    Checkpoint state = null;
    for (int runs = 0; state == null || state.epoch() < recipe.epochs(); runs++) {
      Trainer trainer =
          state == null
              ? Trainer.start(recipe, dataset, threads(2))
              : Trainer.resume(Checkpoint.read(file), dataset, threads(1 + runs % 2));
      state = trainer.train(file, TrainerTest.stopAfter(trainer, 37));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(straight));
    assertThat(state.recipe()).isEqualTo(recipe);
    EpochResult last = state.history().get(state.history().size() - 1);
    assertThat(last.testErrorPercent()).isLessThan(50);
    assertThat(last.compression()).isGreaterThan(1.5);
    assertThat(Evaluation.of(state, dataset, threads(2)).errorPercent())
        .isEqualTo(last.testErrorPercent());
    assertThat(left(state.trainedModel())).isEqualTo(last.nonZero());
    blocksStayOrGo(state);
  }

  @Test
  void wholeUnitsGo() throws Exception {
    Recipe recipe = SmallRun.recipe(SmallRun.dense(), 0.03).withBlocks(Blocks.WHOLE_UNITS);
    Checkpoint state =
        Trainer.start(recipe, SmallRun.dataset(), threads(1))
            .train(folder.resolve("units.ckpt"), SILENT);
    blocksStayOrGo(state);
    EpochResult last = state.history().get(state.history().size() - 1);
    assertThat(last.testErrorPercent()).isLessThan(50);
    assertThat(last.compression()).isGreaterThan(1.5);
  }

  @Test
  void recipesWithoutSparsePhasesHaveNoBlocks() {
    Recipe dense = SmallRun.recipe(SmallRun.dense()).dense();
    assertThatThrownBy(() -> dense.withBlocks(Blocks.INPUTS))
        .hasMessageContaining("has no sparse phase, so no blocks");
    assertThatThrownBy(() -> Blocks.of("2x2"))
        .hasMessage("expected 1x1, 1x4, 4x1, 4x4, units, found '2x2'");
  }

  private static TrainerOptions threads(int threads) {
    return new TrainerOptions(7, threads, "host");
  }

  /** What the threshold keeps of each weight by itself, with the variances that are handed out. */
  private static long left(TrainedModel trained) {
    long left = 0;
    for (var node : trained.model().nodes()) {
      float[] logSigma2 = trained.logSigma2().get(node.name());
      if (logSigma2 != null && node.op() instanceof Op.Weighted layer) {
        float[] weight = layer.weight().toArray();
        for (int i = 0; i < weight.length; i++) {
          left += Threshold.keeps(weight[i], logSigma2[i]) ? 1 : 0;
        }
      }
    }
    return left;
  }

  /** Of each block the threshold keeps all weights that have not been removed, or none. */
  private static void blocksStayOrGo(Checkpoint state) {
    Decisions decisions = new Decisions(state.recipe());
    long staying = 0;
    for (int l = 0; l < state.layers().size(); l++) {
      LayerState layer = state.layers().get(l);
      BlockGrid grid = state.recipe().blocks().grid(layer.shape(), 1);
      BitSet kept = decisions.kept(l, layer);
      int[] decided = new int[grid.blocks()];
      for (int i = 0; i < layer.weight().length; i++) {
        if (!layer.removed().get(i) && layer.weight()[i] != 0) {
          int height = state.recipe().blocks() == Blocks.SQUARES ? 4 : 1;
          int range = i / grid.depth() / height;
          int block = range * grid.perRange() + grid.blockOf()[i % grid.depth()];
          int told = kept.get(i) ? 1 : 2;
          assertThat(decided[block]).as(layer.name()).isIn(0, told);
          decided[block] = told;
        }
      }
      staying += Arrays.stream(decided).filter(told -> told == 1).count();
    }
    assertThat(staying).as("blocks that stay").isPositive();
  }
}

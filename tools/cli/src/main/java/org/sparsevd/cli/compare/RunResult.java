package org.sparsevd.cli.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.recipe.EpochResult;

/**
 * What a checkpoint's last epoch ended with.
 *
 * @param epoch complete epochs; {@code epochs} where the run is complete
 * @param nonZero weights that are left, by layer
 * @param zerosPercent by layer
 */
public record RunResult(
    String file,
    String recipe,
    long seed,
    int epoch,
    int epochs,
    double testErrorPercent,
    double compression,
    List<Integer> nonZero,
    List<Double> zerosPercent) {

  /** The result of a checkpoint, or null before its first epoch is complete. */
  static RunResult of(Path file, Checkpoint checkpoint) {
    if (checkpoint.history().isEmpty()) {
      return null;
    }
    EpochResult last = checkpoint.history().get(checkpoint.history().size() - 1);
    List<Integer> nonZero = new ArrayList<>();
    List<Double> zeros = new ArrayList<>();
    Decisions decisions = new Decisions(checkpoint.recipe());
    for (LayerState layer : checkpoint.layers()) {
      int kept = decisions.kept(nonZero.size(), layer).cardinality();
      nonZero.add(kept);
      zeros.add(100 - 100.0 * kept / layer.weight().length);
    }
    return new RunResult(
        file.getFileName().toString(),
        checkpoint.recipe().name(),
        checkpoint.seed(),
        checkpoint.epoch(),
        checkpoint.recipe().epochs(),
        last.testErrorPercent(),
        last.compression(),
        nonZero,
        zeros);
  }

  boolean complete() {
    return epoch == epochs;
  }
}

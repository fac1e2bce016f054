package org.sparsevd.cli.compare;

import java.util.List;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Phase;

/**
 * A complete run of a VGG-like network.
 *
 * @param denseErrorPercent at the end of its dense phases, or null where it has none
 * @param errorPercent of the sparse net, or null where it is dense; as is {@code compression}
 */
public record WidthRun(
    String file, long seed, Double denseErrorPercent, Double errorPercent, Double compression) {

  static WidthRun of(String file, Checkpoint checkpoint) {
    List<EpochResult> history = checkpoint.history();
    EpochResult last = history.get(history.size() - 1);
    boolean sparse = last.phase() != Phase.Kind.DENSE;
    Double dense = null;
    for (EpochResult epoch : history) {
      dense = epoch.phase() == Phase.Kind.DENSE ? (Double) epoch.testErrorPercent() : dense;
    }
    return new WidthRun(
        file,
        checkpoint.seed(),
        dense,
        sparse ? (Double) last.testErrorPercent() : null,
        sparse ? (Double) last.compression() : null);
  }
}

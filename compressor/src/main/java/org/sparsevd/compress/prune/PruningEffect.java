package org.sparsevd.compress.prune;

import java.util.Locale;
import org.sparsevd.compress.WeightCount;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;

/** What pruning did, in one sentence. */
final class PruningEffect {
  private PruningEffect() {}

  static String of(Model before, Model after) {
    long total = 0;
    for (WeightTensor weight : WeightTensors.of(before).values()) {
      total += weight.tensor().shape().size();
    }
    long had = WeightCount.of(before).nonZero();
    long has = WeightCount.of(after).nonZero();
    return String.format(
        Locale.ROOT,
        "set %d of %d weights to zero, %.2f %% are zero now",
        had - has,
        had,
        total == 0 ? 0.0 : 100.0 * (total - has) / total);
  }
}

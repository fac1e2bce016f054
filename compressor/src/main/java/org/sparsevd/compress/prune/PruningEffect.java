package org.sparsevd.compress.prune;

import java.util.Locale;
import org.sparsevd.compress.WeightCount;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Tensor;

/** What pruning did, in one sentence. */
final class PruningEffect {
  private PruningEffect() {}

  static String of(Model before, Model after) {
    long total = 0;
    for (Tensor weight : before.weights().values()) {
      total += weight.shape().size();
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

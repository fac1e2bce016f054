package org.sparsevd.cli.compress;

import java.nio.file.Path;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.report.Numbers;
import org.sparsevd.tensor.Tensor;

/** Refuses nets whose weights are not all numbers. */
final class FiniteWeights {
  private FiniteWeights() {}

  /** A weight that is no number has no magnitude to prune by, and makes every answer one, too. */
  static void check(Path input, Model folded) throws CliException {
    for (Node node : folded.nodes()) {
      boolean weights = node.op() instanceof Op.Weighted || node.op() instanceof Op.Recurrent;
      int wrong = 0;
      for (Tensor tensor : weights ? node.op().tensors() : List.<Tensor>of()) {
        wrong += notFinite(tensor.toArray());
      }
      if (wrong > 0) {
        throw CliException.failure(
            String.format(
                "%s: layer '%s': expected finite weights and biases, found %s that are infinite"
                    + " or no number",
                input, node.name(), Numbers.count(wrong)));
      }
    }
  }

  private static int notFinite(float[] values) {
    int count = 0;
    for (float value : values) {
      count += Float.isFinite(value) ? 0 : 1;
    }
    return count;
  }
}

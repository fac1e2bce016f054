package org.sparsevd.compress;

import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * What training with Sparse Variational Dropout yields: the weight means and their log-variances.
 *
 * @param logSigma2 node name to {@code log(sigma^2)}, row-major like that node's weight; nodes
 *     without an entry keep all their weights
 */
public record TrainedModel(Model model, Map<String, float[]> logSigma2) {
  /**
   * Checks that each entry belongs to a weight of its size.
   *
   * @throws IllegalArgumentException naming the entry that does not
   */
  public TrainedModel {
    logSigma2 = Map.copyOf(logSigma2);
    Map<String, Integer> sizes = new TreeMap<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted weighted) {
        sizes.put(node.name(), weighted.weight().shape().size());
      }
    }
    for (Map.Entry<String, float[]> entry : logSigma2.entrySet()) {
      Integer size = sizes.get(entry.getKey());
      if (size == null || size != entry.getValue().length) {
        throw new IllegalArgumentException(
            "logSigma2 of '"
                + entry.getKey()
                + "' has "
                + entry.getValue().length
                + " values, the model's weights have "
                + sizes);
      }
    }
  }
}

package org.sparsevd.compress;

import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;

/**
 * What training with Sparse Variational Dropout yields: the weight means and their log-variances.
 *
 * @param logSigma2 name of a weight to {@code log(sigma^2)}, row-major like it; weights without an
 *     entry stay whole
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
    WeightTensors.of(model)
        .forEach((name, weight) -> sizes.put(name, weight.tensor().shape().size()));
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

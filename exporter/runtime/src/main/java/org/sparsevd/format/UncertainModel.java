package org.sparsevd.format;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.codec.CodedWriter;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Tensor;

/**
 * A model whose weights are normal distributions: their means are the model's weights.
 *
 * @param deviations node name to the standard deviations of its weight, {@code [outputs, inputs]}
 *     or {@code [filters, channels, height, width]} as that is; 0 where a weight is certain. Nodes
 *     without an entry are certain.
 */
public record UncertainModel(Model model, Map<String, Tensor> deviations) {
  /**
   * Checks that each entry belongs to a weight of its shape.
   *
   * @throws IllegalArgumentException naming the entry that does not
   */
  public UncertainModel {
    deviations = Map.copyOf(deviations);
    Map<String, Tensor> weights = model.weights();
    deviations.forEach(
        (name, deviation) -> {
          Tensor weight = weights.get(name);
          if (weight == null || !weight.shape().equals(deviation.shape())) {
            throw new IllegalArgumentException(
                "deviations of '"
                    + name
                    + "' have the shape "
                    + deviation.shape()
                    + ", the weight has "
                    + (weight == null ? "none" : weight.shape()));
          }
        });
  }

  /** The same without the deviations that a file would not tell. */
  UncertainModel told() {
    Map<String, Tensor> told = new HashMap<>(deviations);
    Map<String, Tensor> weights = model.weights();
    told.entrySet()
        .removeIf(entry -> !CodedWriter.tells(weights.get(entry.getKey()), entry.getValue()));
    return new UncertainModel(model, told);
  }
}

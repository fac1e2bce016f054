package org.sparsevd.compress;

import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * What a model's weights hold.
 *
 * @param units neurons and filters of dense and convolutional layers
 * @param nonZero weights that are not zero, biases left out
 */
public record WeightCount(long units, long nonZero) {
  public static WeightCount of(Model model) {
    long units = 0;
    long nonZero =
        WeightTensors.of(model).values().stream()
            .mapToLong(weight -> weight.tensor().nonZeros())
            .sum();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted weighted) {
        units += weighted.weight().rows();
      }
    }
    return new WeightCount(units, nonZero);
  }
}

package org.sparsevd.compress;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * What a model's dense and convolutional layers hold.
 *
 * @param units neurons and filters
 * @param nonZero weights that are not zero, biases left out
 */
public record WeightCount(long units, long nonZero) {
  public static WeightCount of(Model model) {
    long units = 0;
    long nonZero = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted weighted) {
        units += weighted.weight().rows();
        nonZero += weighted.weight().nonZeros();
      }
    }
    return new WeightCount(units, nonZero);
  }
}

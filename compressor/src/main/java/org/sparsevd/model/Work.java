package org.sparsevd.model;

import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * The arithmetic that one input costs in layers with weights, in multiply-adds.
 *
 * @param dense with every weight, zeros included
 * @param sparse with the weights that are not zero
 */
public record Work(long dense, long sparse) {
  private static final Work NONE = new Work(0, 0);

  /** Of all layers together; as much as fits a {@code long} where it is more. */
  public static Work of(Model model) {
    Work all = NONE;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        Work one = of(layer, model.shape(node.name()));
        all = new Work(sum(all.dense, one.dense), sum(all.sparse, one.sparse));
      }
    }
    return all;
  }

  /**
   * Of one layer: each weight is used once at each pixel of a unit's output.
   *
   * @param output shape of the layer's output
   */
  public static Work of(Op.Weighted layer, Shape output) {
    Tensor weight = layer.weight();
    long pixels = output.size() / weight.rows();
    return new Work(pixels * weight.shape().size(), pixels * weight.nonZeros());
  }

  private static long sum(long some, long more) {
    long sum = some + more;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** Floating-point operations that are needed at least: two for each multiply-add. */
  public double operations() {
    return 2.0 * sparse;
  }
}

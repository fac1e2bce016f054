package org.sparsevd.compress.prune;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * What a weight of each layer costs, and so what a zero there saves: bytes, multiply-adds or time.
 * Only ratios matter.
 */
public final class WeightCosts {
  /** Every weight as much as every other: what a file has to hold. */
  public static final WeightCosts EQUAL = new WeightCosts(Map.of());

  private final Map<String, Double> each;

  private WeightCosts(Map<String, Double> each) {
    this.each = each;
  }

  /**
   * What somebody has measured.
   *
   * @param each by the name of a layer; those that are missing cost 1
   * @throws IllegalArgumentException if one is not above 0, or not finite
   */
  public static WeightCosts of(Map<String, Double> each) {
    each.forEach(
        (name, cost) -> {
          if (!(cost > 0 && cost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "the cost of a weight must be above 0, found " + cost + " for " + name);
          }
        });
    return new WeightCosts(Map.copyOf(each));
  }

  /**
   * The multiply-adds that an input takes with a weight: one for each pixel, token or step that a
   * unit puts out. Weights of no layer, such as tables, count as used once.
   *
   * @param model of fixed extents
   * @throws IllegalArgumentException if an extent is free
   */
  public static WeightCosts operations(Model model) {
    Map<String, Double> each = new LinkedHashMap<>();
    WeightTensors.of(model)
        .forEach(
            (name, weight) -> {
              if (weight.layer().isPresent()) {
                each.put(name, uses(model, weight.node()));
              }
            });
    return new WeightCosts(Map.copyOf(each));
  }

  private static double uses(Model model, Node node) {
    Shape out = model.shape(node.name());
    if (!out.isFixed()) {
      throw new IllegalArgumentException(
          "multiply-adds are counted of nets with fixed extents, but "
              + node.name()
              + " has "
              + out);
    }
    return node.op() instanceof Op.Weighted layer
        ? (double) out.size() / layer.weight().rows()
        : (double) out.dim(0) * out.dim(1);
  }

  /** The cost of a weight of a layer. */
  double of(String name) {
    return each.getOrDefault(name, 1.0);
  }
}

package org.sparsevd.compress.quantise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.LayerPass;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;

/**
 * Rounds weights and biases to multiples of steps, which the nodes then know; zeros stay zero. The
 * values are exact in float32.
 *
 * @param steps size of the step by tensor: {@code fc1} for the weight of node fc1, {@code fc1.bias}
 *     for its bias; each is moved to the nearest {@link Step}; tensors without entry stay
 */
public record Quantise(Map<String, Double> steps) implements LayerPass {
  static final String BIAS = ".bias";

  public Quantise {
    steps = Map.copyOf(steps);
  }

  @Override
  public String name() {
    return "quantise";
  }

  @Override
  public Node changed(Node node, Op.Weighted layer) {
    Op.Weighted result = layer;
    Map<Integer, Step> known = new HashMap<>(node.steps());
    Double step = steps.get(node.name());
    if (step != null) {
      QuantizedTensor weight = QuantizedTensor.nearest(layer.weight(), Step.nearest(step));
      result = result.with(weight.toTensor(), layer.bias());
      known.put(0, weight.step());
    }
    Double biasStep = steps.get(node.name() + BIAS);
    if (biasStep != null) {
      QuantizedTensor bias = QuantizedTensor.nearest(vector(layer.bias()), Step.nearest(biasStep));
      result = result.with(result.weight(), bias.toTensor().toArray());
      known.put(1, bias.step());
    }
    return node.with(result, known);
  }

  /** A bias as a matrix of one row, as it is coded. */
  static DenseTensor vector(float[] values) {
    return new DenseTensor(Shape.of(1, values.length), values);
  }

  @Override
  public String effect(Model before, Model after) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(steps)
        .forEach(
            (tensor, step) ->
                parts.add(
                    String.format(Locale.ROOT, "%s by %.3g", tensor, Step.nearest(step).size())));
    return parts.isEmpty() ? "rounded nothing" : "rounded " + String.join(", ", parts);
  }
}

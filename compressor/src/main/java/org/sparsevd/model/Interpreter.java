package org.sparsevd.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.tensor.Shape;

/**
 * Runs a model by the definitions of its operators, {@link Op#compute}. Slow on purpose; what runs
 * models is {@code org.sparsevd.runtime}, and this is what it is compared with.
 */
public final class Interpreter {
  private final Model model;

  public Interpreter(Model model) {
    this.model = model;
  }

  /**
   * The model's output for one input.
   *
   * @param input row-major, of the model's input shape
   * @throws IllegalArgumentException if the length is not the input's size
   */
  public float[] run(float[] input) {
    return values(input).get(model.output());
  }

  /** Every value of the model by name, the input included; see {@link #run}. */
  public Map<String, float[]> values(float[] input) {
    if (input.length != model.inputShape().size()) {
      throw new IllegalArgumentException(
          "input must have " + model.inputShape().size() + " values, found " + input.length);
    }
    Map<String, float[]> values = new HashMap<>();
    values.put(Model.INPUT, input);
    for (Node node : model.nodes()) {
      List<float[]> inputs = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (String name : node.inputs()) {
        inputs.add(values.get(name));
        shapes.add(model.shape(name));
      }
      values.put(node.name(), node.op().compute(inputs, shapes, model.shape(node.name())));
    }
    return values;
  }
}

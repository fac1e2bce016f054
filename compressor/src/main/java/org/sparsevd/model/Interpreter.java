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
    return values(Map.of(model.onlyInput().name(), input));
  }

  /**
   * Every value of the model by name, the inputs included.
   *
   * @param inputs by name, row-major, of the shapes of the model's inputs
   * @throws IllegalArgumentException if one is missing or has another length
   */
  public Map<String, float[]> values(Map<String, float[]> inputs) {
    Map<String, float[]> values = new HashMap<>();
    for (Model.Input input : model.inputs()) {
      float[] given = inputs.get(input.name());
      if (given == null) {
        throw new IllegalArgumentException("input '" + input.name() + "' is missing");
      }
      if (given.length != input.shape().size()) {
        throw new IllegalArgumentException(
            "input must have " + input.shape().size() + " values, found " + given.length);
      }
      values.put(input.name(), given);
    }
    for (Node node : model.nodes()) {
      List<float[]> read = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (String name : node.inputs()) {
        read.add(values.get(name));
        shapes.add(model.shape(name));
      }
      values.put(node.name(), node.op().compute(read, shapes, model.shape(node.name())));
    }
    return values;
  }
}

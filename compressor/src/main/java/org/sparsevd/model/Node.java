package org.sparsevd.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.tensor.Step;

/**
 * One operator of a model and the values it reads.
 *
 * @param name unique in the model; also the name of the value it produces
 * @param inputs names of nodes, or {@link Model#INPUT}
 * @param steps what is known of the operator's tensors: the number of a tensor, as files count them
 *     (weight, bias; ...), to a step that all its values are multiples of
 */
public record Node(String name, Op op, List<String> inputs, Map<Integer, Step> steps) {
  public Node {
    inputs = List.copyOf(inputs);
    steps = Map.copyOf(steps);
  }

  /** A node of whose tensors no step is known. */
  public Node(String name, Op op, List<String> inputs) {
    this(name, op, inputs, Map.of());
  }

  /** The step of a tensor, where it is known. */
  public Optional<Step> step(int tensor) {
    return Optional.ofNullable(steps.get(tensor));
  }

  /** The same node with another operator, of whose tensors no step is known. */
  public Node with(Op newOp) {
    return new Node(name, newOp, inputs);
  }

  /** The same node with another operator whose tensors are multiples of these steps. */
  public Node with(Op newOp, Map<Integer, Step> newSteps) {
    return new Node(name, newOp, inputs, newSteps);
  }

  /** The same operator under another name, which reads other values. */
  public Node renamed(String newName, List<String> newInputs) {
    return new Node(newName, op, newInputs, steps);
  }
}

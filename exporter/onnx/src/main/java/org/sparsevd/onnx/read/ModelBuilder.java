package org.sparsevd.onnx.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.lower.graph.Notices;
import org.sparsevd.tensor.Shape;

/** The nodes of a model under construction, with names that are unique. */
final class ModelBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> byName = new HashMap<>();
  private final Map<String, Value.Activation> values = new HashMap<>();
  private final Set<String> names = new HashSet<>(Set.of(Model.INPUT));

  /** How often each name was wanted: so that thousands of equal ones take no time to tell apart. */
  private final Map<String, Integer> wishes = new HashMap<>();

  private final Notices notices;

  ModelBuilder(Notices notices) {
    this.notices = notices;
  }

  /**
   * Adds a node, whose name is the one wanted if no other bears it, cut where it is too long.
   *
   * @throws IllegalArgumentException if the operator does not take these inputs
   */
  Value.Activation add(String asked, Op op, List<Value.Activation> inputs) {
    String wanted = notices.fitting(asked);
    Shape shape = op.outputShape(inputs.stream().map(Value.Activation::shape).toList());
    String name = wanted;
    while (name.isEmpty() || !names.add(name)) {
      name = wanted + "_" + wishes.merge(wanted, 1, Integer::sum);
    }
    Node node = new Node(name, op, inputs.stream().map(Value.Activation::name).toList());
    nodes.add(node);
    byName.put(name, node);
    inputs.forEach(input -> values.put(input.name(), input));
    return new Value.Activation(name, shape);
  }

  /** The node that makes a value; null for the model's input. */
  Node source(Value.Activation value) {
    return byName.get(value.name());
  }

  /** A value that some node reads. */
  Value.Activation value(String name) {
    return values.get(name);
  }

  List<Node> nodes() {
    return nodes;
  }
}

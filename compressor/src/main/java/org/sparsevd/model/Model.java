package org.sparsevd.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * An immutable network: nodes in topological order, from one input to one output. A chain is only
 * the simple case; nodes may branch and join.
 *
 * <p>Metadata is provenance (seed, data hash, tool version, ratios): it never changes what the
 * model computes.
 */
public final class Model {
  /** The name under which nodes read the model's input. */
  public static final String INPUT = "input";

  private final String name;
  private final Shape inputShape;
  private final List<Node> nodes;
  private final String output;
  private final Map<String, String> metadata;
  private final Map<String, Shape> shapes;

  /**
   * A model, checked: names are unique, nodes read only what stands before them, shapes fit.
   *
   * @param output the node whose value the model returns
   * @throws IllegalArgumentException naming the node that breaks a rule
   */
  public Model(
      String name,
      Shape inputShape,
      List<Node> nodes,
      String output,
      Map<String, String> metadata) {
    this.name = name;
    this.inputShape = inputShape;
    this.nodes = List.copyOf(nodes);
    this.output = output;
    this.metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    this.shapes = inferShapes();
  }

  private Map<String, Shape> inferShapes() {
    Map<String, Shape> known = new LinkedHashMap<>();
    known.put(INPUT, inputShape);
    for (Node node : nodes) {
      int arity = node.op().arity();
      if (arity < 0 ? node.inputs().isEmpty() : node.inputs().size() != arity) {
        throw new IllegalArgumentException(
            "node '"
                + node.name()
                + "' has "
                + node.inputs().size()
                + " inputs, expected "
                + (arity < 0 ? "at least 1" : arity));
      }
      List<Shape> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        Shape shape = known.get(input);
        if (shape == null) {
          throw new IllegalArgumentException(
              "node '" + node.name() + "' reads '" + input + "', which does not stand before it");
        }
        inputs.add(shape);
      }
      Shape shape;
      try {
        shape = node.op().outputShape(inputs);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
      }
      if (known.put(node.name(), shape) != null) {
        throw new IllegalArgumentException("two values are named '" + node.name() + "'");
      }
    }
    if (!known.containsKey(output)) {
      throw new IllegalArgumentException("output '" + output + "' is no node");
    }
    return known;
  }

  public String name() {
    return name;
  }

  public Shape inputShape() {
    return inputShape;
  }

  /** In topological order. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Name of the node whose value is the result. */
  public String output() {
    return output;
  }

  public Shape outputShape() {
    return shapes.get(output);
  }

  /** Sorted by key. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Shape of the value of this name: a node or {@link #INPUT}. */
  public Shape shape(String value) {
    Shape shape = shapes.get(value);
    if (shape == null) {
      throw new IllegalArgumentException("model '" + name + "' has no value '" + value + "'");
    }
    return shape;
  }

  /** Name and weight of each layer, in topological order. */
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Node node : nodes) {
      if (node.op() instanceof Op.Weighted layer) {
        weights.put(node.name(), layer.weight());
      }
    }
    return weights;
  }

  /** How many nodes read each value; the model's output counts as one more reader. */
  public Map<String, Integer> readers() {
    Map<String, Integer> readers = new HashMap<>();
    readers.put(output, 1);
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        readers.put(input, readers.getOrDefault(input, 0) + 1);
      }
    }
    return readers;
  }

  /** The same model over other nodes. */
  public Model withNodes(List<Node> newNodes, String newOutput) {
    return new Model(name, inputShape, newNodes, newOutput, metadata);
  }

  /** The same model with each node changed by itself; names stay. */
  public Model mapNodes(UnaryOperator<Node> change) {
    return withNodes(nodes.stream().map(change).toList(), output);
  }

  /** The same model with these entries added to its metadata. */
  public Model withMetadata(Map<String, String> added) {
    Map<String, String> merged = new TreeMap<>(metadata);
    merged.putAll(added);
    return new Model(name, inputShape, nodes, output, merged);
  }

  /** A builder for chains: each node reads the one before it. */
  public static final class Chain {
    private final String name;
    private final Shape inputShape;
    private final List<Node> nodes = new ArrayList<>();
    private String last = INPUT;

    public Chain(String name, Shape inputShape) {
      this.name = name;
      this.inputShape = inputShape;
    }

    public Chain add(String nodeName, Op op) {
      nodes.add(new Node(nodeName, op, List.of(last)));
      last = nodeName;
      return this;
    }

    public Model build() {
      return new Model(name, inputShape, nodes, last, Map.of());
    }
  }
}

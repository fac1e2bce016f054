package org.sparsevd.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * An immutable network: nodes in topological order, from inputs to outputs. A chain from one to one
 * is only the simple case; nodes may branch and join.
 *
 * <p>A <em>batched</em> model says what becomes of one of the inputs of a batch; shapes leave the
 * batch out. The shapes of any other are whole. Extents may depend on symbols until the model is
 * {@linkplain #bind bound}.
 *
 * <p>Metadata is provenance (seed, data hash, tool version, ratios): it never changes what the
 * model computes.
 */
public final class Model {
  /** The name under which nodes read the input of a model that has but one. */
  public static final String INPUT = "input";

  /** What a model is given: the name under which nodes read it, and what it looks like. */
  public record Input(String name, ElementType type, Shape shape) {}

  /**
   * What a model returns.
   *
   * @param name by which the caller knows it
   * @param value the node, or the input, that it is the value of
   */
  public record Output(String name, String value) {}

  private final String name;
  private final List<Input> inputs;
  private final List<Node> nodes;
  private final List<Output> outputs;
  private final boolean batched;
  private final Map<String, String> metadata;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, ElementType> types = new HashMap<>();

  /**
   * A batched model of one input of floats and one output.
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
    this(
        name,
        List.of(new Input(INPUT, ElementType.FLOAT, inputShape)),
        nodes,
        List.of(new Output(output, output)),
        true,
        metadata);
  }

  /**
   * A model, checked: names are unique, nodes read only what stands before them, shapes and types
   * fit.
   *
   * @param batched whether shapes leave a batch out
   * @throws IllegalArgumentException naming the node that breaks a rule
   */
  public Model(
      String name,
      List<Input> inputs,
      List<Node> nodes,
      List<Output> outputs,
      boolean batched,
      Map<String, String> metadata) {
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    this.batched = batched;
    this.metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    for (Input input : inputs) {
      define(input.name(), input.shape(), input.type());
    }
    for (Node node : nodes) {
      infer(node);
    }
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("a model without outputs");
    }
    Set<String> names = new TreeSet<>();
    for (Output output : outputs) {
      if (!shapes.containsKey(output.value())) {
        throw new IllegalArgumentException("output '" + output.value() + "' is no node");
      }
      if (!names.add(output.name())) {
        throw new IllegalArgumentException("two outputs are named '" + output.name() + "'");
      }
    }
  }

  private void define(String value, Shape shape, ElementType type) {
    if (shapes.put(value, shape) != null) {
      throw new IllegalArgumentException("two values are named '" + value + "'");
    }
    types.put(value, type);
  }

  private void infer(Node node) {
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
    List<Shape> read = new ArrayList<>();
    List<ElementType> readTypes = new ArrayList<>();
    for (String input : node.inputs()) {
      Shape shape = shapes.get(input);
      if (shape == null) {
        throw new IllegalArgumentException(
            "node '" + node.name() + "' reads '" + input + "', which does not stand before it");
      }
      read.add(shape);
      readTypes.add(types.get(input));
    }
    Shape shape;
    ElementType type;
    try {
      shape = node.op().outputShape(read);
      type = node.op().outputType(readTypes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
    }
    define(node.name(), shape, type);
  }

  public String name() {
    return name;
  }

  public List<Input> inputs() {
    return inputs;
  }

  public List<Output> outputs() {
    return outputs;
  }

  /** Whether shapes leave a batch out. */
  public boolean batched() {
    return batched;
  }

  /** Whether all that it computes with are floats, from one input to one output. */
  public boolean isPlain() {
    return batched
        && inputs.size() == 1
        && outputs.size() == 1
        && inputs.get(0).type() == ElementType.FLOAT
        && inputs.get(0).name().equals(INPUT);
  }

  /**
   * The only input.
   *
   * @throws IllegalArgumentException if there are several; the message names them
   */
  public Input onlyInput() {
    if (inputs.size() != 1) {
      throw several("inputs", inputs.stream().map(Input::name).toList());
    }
    return inputs.get(0);
  }

  /** The shape of the only input; see {@link #onlyInput}. */
  public Shape inputShape() {
    return onlyInput().shape();
  }

  private IllegalArgumentException several(String what, List<String> names) {
    return new IllegalArgumentException(
        "model '" + name + "' has the " + what + " " + names + ", expected one");
  }

  /** In topological order. */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * Name of the node whose value is the only result.
   *
   * @throws IllegalArgumentException if there are several; the message names them
   */
  public String output() {
    if (outputs.size() != 1) {
      throw several("outputs", outputs.stream().map(Output::name).toList());
    }
    return outputs.get(0).value();
  }

  /** The shape of the only result; see {@link #output}. */
  public Shape outputShape() {
    return shapes.get(output());
  }

  /** Whether no shape of an input depends on symbols. */
  public boolean isFixed() {
    for (Input input : inputs) {
      if (!input.shape().isFixed()) {
        return false;
      }
    }
    return true;
  }

  /** The symbols on which shapes of inputs depend, sorted. */
  public Set<String> symbols() {
    Set<String> symbols = new TreeSet<>();
    inputs.forEach(input -> symbols.addAll(input.shape().symbols()));
    return symbols;
  }

  /**
   * The same model with numbers in place of symbols.
   *
   * @param numbers from 1 on; symbols that are missing stay
   * @throws IllegalArgumentException naming the node that does not take these numbers
   */
  public Model bind(Map<String, Integer> numbers) {
    if (numbers.isEmpty() || Collections.disjoint(symbols(), numbers.keySet())) {
      return this;
    }
    List<Input> bound = new ArrayList<>();
    for (Input input : inputs) {
      bound.add(new Input(input.name(), input.type(), input.shape().bind(numbers)));
    }
    List<Node> boundNodes = new ArrayList<>();
    for (Node node : nodes) {
      Op op = node.op().bind(numbers);
      boundNodes.add(op == node.op() ? node : node.with(op, node.steps()));
    }
    Model model = new Model(name, bound, boundNodes, outputs, batched, metadata);
    for (Node node : nodes) {
      Shape stated = shape(node.name()).bind(numbers);
      if (!model.shape(node.name()).equals(stated)) {
        // Extents that were taken to be equal, on which attributes may depend, are not.
        throw new IllegalArgumentException(
            String.format(
                "node '%s' makes %s of %s, expected %s",
                node.name(), model.shape(node.name()), new TreeMap<>(numbers), stated));
      }
    }
    return model;
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

  /** What the elements of the value of this name are. */
  public ElementType type(String value) {
    shape(value);
    return types.get(value);
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

  /** How many nodes read each value; each output counts as one more reader. */
  public Map<String, Integer> readers() {
    Map<String, Integer> readers = new HashMap<>();
    for (Output output : outputs) {
      readers.put(output.value(), readers.getOrDefault(output.value(), 0) + 1);
    }
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        readers.put(input, readers.getOrDefault(input, 0) + 1);
      }
    }
    return readers;
  }

  /** The same model over other nodes, from one of which its only result comes. */
  public Model withNodes(List<Node> newNodes, String newOutput) {
    Output only = outputs.get(0);
    String known = only.name().equals(output()) ? newOutput : only.name();
    return withNodes(newNodes, List.of(new Output(known, newOutput)));
  }

  /** The same model over other nodes, from which its results come. */
  public Model withNodes(List<Node> newNodes, List<Output> newOutputs) {
    return new Model(name, inputs, newNodes, newOutputs, batched, metadata);
  }

  /** The same model with each node changed by itself; names stay. */
  public Model mapNodes(UnaryOperator<Node> change) {
    return withNodes(nodes.stream().map(change).toList(), outputs);
  }

  /** The same model with these entries added to its metadata. */
  public Model withMetadata(Map<String, String> added) {
    Map<String, String> merged = new TreeMap<>(metadata);
    merged.putAll(added);
    return withOnly(merged);
  }

  /** The same model with this metadata and no other. */
  public Model withOnly(Map<String, String> newMetadata) {
    return new Model(name, inputs, nodes, outputs, batched, newMetadata);
  }

  /** The same model under another name. */
  public Model named(String newName) {
    return new Model(newName, inputs, nodes, outputs, batched, metadata);
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

package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * A batched model that is written anew, node by node. Movements in a row become one, or nothing, so
 * that what a file moves to and fro stays where it is.
 */
final class Rewriting {
  private final Model model;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> sources = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, ElementType> types = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private Node current;
  private int first;

  Rewriting(Model model) {
    this.model = model;
    for (Model.Input input : model.inputs()) {
      shapes.put(input.name(), input.shape());
      types.put(input.name(), input.type());
      taken.add(input.name());
    }
    model.nodes().forEach(node -> taken.add(node.name()));
  }

  /** What a value of the old model is now; null where it is none yet. */
  String now(String old) {
    return shapes.containsKey(old) && !names.containsKey(old) ? old : names.get(old);
  }

  Shape shape(String value) {
    return shapes.get(value);
  }

  ElementType type(String value) {
    return types.get(value);
  }

  /** The node that makes a value; null of an input. */
  Node source(String value) {
    return sources.get(value);
  }

  /** What follows stands for this node. */
  void begin(Node node) {
    current = node;
    first = nodes.size();
  }

  /** The node that makes this value has the name of the one that it stands for, if it is new. */
  void end(String value) {
    Node last = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
    boolean free = !sources.containsKey(current.name());
    if (nodes.size() > first && last.name().equals(value) && free) {
      nodes.remove(nodes.size() - 1);
      sources.remove(value);
      taken.remove(value);
      put(last.renamed(current.name(), last.inputs()), shapes.remove(value), types.remove(value));
      names.put(current.name(), current.name());
    } else {
      names.put(current.name(), value);
    }
  }

  /** Adds a node of the current one's name. */
  String add(Op op, String... inputs) {
    return add(current.name(), op, inputs);
  }

  /** Adds a node that is a part of the current one. */
  String part(String suffix, Op op, String... inputs) {
    String name = current.name() + suffix;
    while (!taken.add(name)) {
      name += "_";
    }
    return add(name, op, inputs);
  }

  private String add(String name, Op op, String... inputs) {
    List<String> read = List.of(inputs);
    Shape shape = op.outputShape(read.stream().map(this::shape).toList());
    put(new Node(name, op, read), shape, op.outputType(read.stream().map(this::type).toList()));
    return name;
  }

  private void put(Node node, Shape shape, ElementType type) {
    nodes.add(node);
    sources.put(node.name(), node);
    shapes.put(node.name(), shape);
    types.put(node.name(), type);
  }

  /** The value in another shape; reshapes in a row become one. */
  String reshaped(String value, Shape shape) {
    String from = value;
    Node source = source(from);
    while (source != null && (source.op() instanceof Op.Flatten || isReshape(source.op()))) {
      from = source.inputs().get(0);
      source = source(from);
    }
    if (shape(from).equals(shape)) {
      return from;
    }
    return part("_shape", shape.rank() == 1 ? new Op.Flatten() : new Op.Reshape(shape), from);
  }

  private static boolean isReshape(Op op) {
    return op instanceof Op.Reshape;
  }

  /** The value with dimension {@code i} taken from {@code order.get(i)}. */
  String moved(String value, List<Integer> order) {
    Node source = source(value);
    if (source != null && source.op() instanceof Op.Transpose before) {
      return moved(source.inputs().get(0), order.stream().map(before.order()::get).toList());
    }
    if (order.equals(natural(order.size()))) {
      return value;
    }
    Op transpose = new Op.Transpose(order);
    return movesNothing(order, shape(value))
        ? reshaped(value, transpose.outputShape(List.of(shape(value))))
        : part("_moved", transpose, value);
  }

  /** The value with this dimension in front of the others. */
  String toFront(String value, int axis) {
    List<Integer> order = natural(shape(value).rank());
    order.add(0, order.remove(axis));
    return moved(value, order);
  }

  /** The way back from {@link #toFront}. */
  String fromFront(String value, int axis) {
    List<Integer> order = natural(shape(value).rank());
    order.add(axis, order.remove(0));
    return moved(value, order);
  }

  /** Whether it costs no movement to have this dimension in front, or takes back one. */
  boolean isNear(String value, int axis) {
    Node source = source(value);
    List<Integer> order = natural(shape(value).rank());
    order.add(0, order.remove(axis));
    return source != null && source.op() instanceof Op.Transpose
        || movesNothing(order, shape(value));
  }

  private static List<Integer> natural(int rank) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(axis);
    }
    return order;
  }

  /** Whether the dimensions with more than one element keep their order. */
  private static boolean movesNothing(List<Integer> order, Shape shape) {
    List<Integer> real = order.stream().filter(axis -> shape.dim(axis) > 1).toList();
    return real.equals(real.stream().sorted().toList());
  }

  /** The model without what nobody reads. */
  Model model() {
    return Unread.removed(model.withNodes(nodes, now(model.output())));
  }
}

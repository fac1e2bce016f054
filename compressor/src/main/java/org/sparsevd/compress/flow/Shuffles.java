package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Broadcasts;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Channel shuffles (Zhang and others, CVPR 2018): a Reshape that splits an axis, a transposition of
 * its parts and a Reshape that joins them, or one operator. As a Gather by known indices a shuffle
 * can lose any of its channels.
 */
public final class Shuffles {
  private final Model model;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Integer> readers;

  private Shuffles(Model model) {
    this.model = model;
    this.readers = model.readers();
    model.nodes().forEach(node -> nodes.put(node.name(), node));
  }

  /** The same model with a Gather in place of each shuffle. */
  public static Model asGathers(Model model) {
    Shuffles shuffles = new Shuffles(model);
    Set<String> gone = new HashSet<>();
    Map<String, List<Node>> instead = new HashMap<>();
    for (Node node : model.nodes()) {
      shuffles.find(node, gone, instead);
    }
    if (instead.isEmpty()) {
      return model;
    }
    List<Node> all = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (!gone.contains(node.name())) {
        all.addAll(instead.getOrDefault(node.name(), List.of(node)));
      }
    }
    return model.withNodes(all, model.outputs());
  }

  private void find(Node last, Set<String> gone, Map<String, List<Node>> instead) {
    if (last.op() instanceof Op.Shuffle shuffle) {
      int extent = model.shape(last.name()).dim(shuffle.axis());
      Shape groups = Shape.of(shuffle.groups(), extent / shuffle.groups());
      gathered(last, shuffle.axis(), indices(groups, 0, 2, List.of(1, 0)), instead);
      return;
    }
    Node middle = last.op() instanceof Op.Reshape ? onlyRead(last) : null;
    List<Integer> order = middle == null ? null : order(middle.op());
    Node first = order == null ? null : onlyRead(middle);
    if (first == null || !(first.op() instanceof Op.Reshape)) {
      return;
    }
    String source = first.inputs().get(0);
    Shape shape = model.shape(source);
    if (!shape.equals(model.shape(last.name()))) {
      return;
    }
    Shape split = model.shape(first.name());
    int axis = 0;
    while (axis < shape.rank() && shape.extent(axis).equals(split.extent(axis))) {
      axis++;
    }
    int parts = split.rank() - shape.rank() + 1;
    if (axis == shape.rank() || parts < 2 || !isSplit(shape, split, axis, parts, order)) {
      return;
    }
    gone.add(first.name());
    gone.add(middle.name());
    // The two names are free: their nodes go.
    Op.Constant indices = indices(split, axis, parts, order);
    instead.put(
        last.name(),
        List.of(
            new Node(first.name(), indices, List.of()),
            new Node(last.name(), new Op.Gather(axis), List.of(source, first.name()))));
  }

  private void gathered(
      Node shuffle, int axis, Op.Constant indices, Map<String, List<Node>> instead) {
    String name = shuffle.name() + "_places";
    while (nodes.containsKey(name) || isInput(name)) {
      name += "_";
    }
    instead.put(
        shuffle.name(),
        List.of(
            new Node(name, indices, List.of()),
            new Node(shuffle.name(), new Op.Gather(axis), List.of(shuffle.inputs().get(0), name))));
  }

  private boolean isInput(String name) {
    return model.inputs().stream().anyMatch(input -> input.name().equals(name));
  }

  /** The node whose value this one alone reads. */
  private Node onlyRead(Node node) {
    String input = node.inputs().get(0);
    return readers.get(input) == 1 ? nodes.get(input) : null;
  }

  private static List<Integer> order(Op op) {
    if (op instanceof Op.MoveAxes move) {
      return move.order();
    }
    return op instanceof Op.Transpose transpose ? transpose.order() : null;
  }

  /** Whether only parts of one axis change places. */
  private static boolean isSplit(
      Shape shape, Shape split, int axis, int parts, List<Integer> order) {
    for (int i = 0; i < split.rank(); i++) {
      boolean part = i >= axis && i < axis + parts;
      if (part ? !split.extent(i).isNumber() : order.get(i) != i) {
        return false;
      }
    }
    for (int i = axis + 1; i < shape.rank(); i++) {
      if (!shape.extent(i).equals(split.extent(i + parts - 1))) {
        return false;
      }
    }
    return shape.extent(axis).isNumber();
  }

  private static Op.Constant indices(Shape split, int axis, int parts, List<Integer> order) {
    int[] dims = new int[parts];
    int[] steps = new int[parts];
    int[] strides = Shape.of(partsOf(split, axis, parts)).strides();
    for (int i = 0; i < parts; i++) {
      int from = order.get(axis + i) - axis;
      dims[i] = split.dim(axis + from);
      steps[i] = strides[from];
    }
    int[] places = Broadcasts.places(dims, steps, 0);
    float[] values = new float[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = places[i];
    }
    return new Op.Constant(ElementType.INT64, new DenseTensor(Shape.of(values.length), values));
  }

  private static int[] partsOf(Shape split, int axis, int parts) {
    int[] dims = new int[parts];
    for (int i = 0; i < parts; i++) {
      dims[i] = split.dim(axis + i);
    }
    return dims;
  }
}

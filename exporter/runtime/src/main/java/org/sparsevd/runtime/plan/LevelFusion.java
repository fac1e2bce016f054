package org.sparsevd.runtime.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Tensor;

/**
 * What can be computed together with dense layers of 8 bits over vectors: levels that such layers
 * alone read, and what follows a layer. Nodes that only give an array another shape are passed
 * over.
 */
final class LevelFusion {
  private static final int MATRIX = 2;

  private final Model model;
  private final Aliases aliases;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Tensor> constants = new HashMap<>();

  /** Values that somebody else looks at. */
  private final Set<String> kept;

  /**
   * A fusion.
   *
   * @param aliases those that are known: shapes, and rectifiers in the layer before them
   * @param watched values that are looked at as the model runs
   */
  LevelFusion(Model model, Aliases aliases, Set<String> watched) {
    this.model = model;
    this.aliases = aliases;
    this.kept = new HashSet<>(watched);
    model.outputs().forEach(output -> kept.add(output.value()));
    for (Node node : model.nodes()) {
      nodes.put(node.name(), node);
      if (node.op() instanceof Op.Constant constant) {
        constants.put(node.name(), constant.values());
      }
      for (String value : node.inputs()) {
        readers.computeIfAbsent(value, key -> new ArrayList<>()).add(node);
      }
    }
  }

  /** Layers that read levels over vectors, as the operator that makes these leaves them. */
  List<Node> candidates() {
    List<Node> found = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Dense && model.shape(node.name()).rank() >= MATRIX) {
        Node source = nodes.get(read(node));
        if (source != null && source.op() instanceof Op.Quantize) {
          found.add(node);
        }
      }
    }
    return found;
  }

  /** What a node reads, whatever its shape there. */
  private String read(Node node) {
    String value = node.inputs().get(0);
    while (nodes.containsKey(value) && Aliases.isSameArray(nodes.get(value))) {
      value = nodes.get(value).inputs().get(0);
    }
    return value;
  }

  /** The levels that a layer reads. */
  String levels(Node layer) {
    return read(layer);
  }

  Op.Quantize quantize(Node layer) {
    return (Op.Quantize) nodes.get(read(layer)).op();
  }

  /** The only reader of a value; null where it has none or several, or somebody else wants it. */
  Node next(Node node) {
    String value = node.name();
    Node next = node;
    while (next == node || Aliases.isSameArray(next)) {
      List<Node> all = readers.getOrDefault(value, List.of());
      if (all.size() != 1 || kept.contains(value)) {
        return null;
      }
      next = all.get(0);
      value = next.name();
    }
    return next;
  }

  /** A constant that a node reads as its first or second input; null where that is none. */
  Tensor constant(Node node, int at) {
    return node.inputs().size() == 2 ? constants.get(node.inputs().get(at)) : null;
  }

  /** Whether a node finds as many elements as another. */
  boolean isAsLarge(Node node, Node other) {
    return model.shape(node.name()).size() == model.shape(other.name()).size();
  }

  boolean isAlias(Node node) {
    return aliases.isAlias(node.name());
  }

  /**
   * What levels are made of that these layers alone read.
   *
   * @param ended levels that layers find
   */
  Map<String, String> sources(Collection<Node> layers, Set<String> ended) {
    Map<String, String> sources = new HashMap<>();
    for (Node layer : layers) {
      Node levels = nodes.get(read(layer));
      String source = levels.inputs().get(0);
      boolean taken = ended.contains(levels.name()) || isAlias(levels);
      if (!taken && isPlain(nodes.get(source)) && areRead(levels.name(), layers)) {
        sources.put(levels.name(), source);
      }
    }
    return sources;
  }

  private boolean areRead(String value, Collection<Node> layers) {
    boolean all = !kept.contains(value);
    for (Node node : readers.getOrDefault(value, List.of())) {
      all &= Aliases.isSameArray(node) ? areRead(node.name(), layers) : layers.contains(node);
    }
    return all;
  }

  /** Whether a value lies row by row, whatever is chosen for layers over images. */
  private static boolean isPlain(Node node) {
    return node == null || !(node.op() instanceof Op.Weighted || node.op() instanceof Op.Pooling);
  }
}

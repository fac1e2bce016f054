package org.sparsevd.compress.int8;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;

/**
 * Which values of a model are rounded to levels where some layers are in 8 bits: what these layers
 * read; what they give, where sums, means and the like read it; and sums of what is rounded.
 */
final class RoundedValues {
  private final Routes routes;
  private final Set<String> layers;
  private final Set<String> rounded = new LinkedHashSet<>();

  /** Layers whose values are added to levels as they are. */
  private final Set<String> summands = new LinkedHashSet<>();

  /** Values that are concatenated share their levels: each leads to another one, the last to it. */
  private final Map<String, String> shares = new HashMap<>();

  /**
   * For a choice of layers.
   *
   * @param layers names of those in 8 bits
   */
  RoundedValues(Routes routes, Set<String> layers) {
    this.routes = routes;
    this.layers = layers;
    for (Node node : routes.model().nodes()) {
      visit(node);
    }
    rounded.removeIf(value -> routes.model().type(value) != ElementType.FLOAT);
    for (Node node : routes.model().nodes()) {
      if (node.op() instanceof Op.Concat && rounded.containsAll(routes.origins(node.name()))) {
        routes.origins(node.name()).forEach(value -> join(value, node.name()));
      }
    }
  }

  private void join(String value, String concat) {
    String one = group(value);
    String other = group(routes.origins(concat).iterator().next());
    if (!one.equals(other)) {
      shares.put(one, other);
    }
  }

  private void visit(Node node) {
    if (layers.contains(node.name())) {
      rounded.addAll(routes.origins(node.inputs().get(0)));
      if (isAddedToLevels(node.name())) {
        summands.add(node.name());
      } else {
        round(routes.end(node.name()));
      }
    } else if (isFunction(node.op()) && areLevels(node)) {
      round(routes.end(node.name()));
    }
  }

  /** Whether a function of levels is best rounded again: a sum, a product, a table of levels. */
  private static boolean isFunction(Op op) {
    boolean bound = op instanceof Op.Relu || op instanceof Op.Clip;
    return op instanceof Op.Add || op instanceof Op.Mul || op instanceof Op.Pointwise && !bound;
  }

  /**
   * Whether all that a layer finds is added to levels, and nothing else: of a residual sum only one
   * side is rounded, and the sum.
   */
  private boolean isAddedToLevels(String layer) {
    List<Node> readers = routes.readers(layer);
    if (readers.size() != 1 || routes.isOutput(layer)) {
      return false;
    }
    Node sum = readers.get(0);
    return sum.op() instanceof Op.Add
        && sum.inputs().stream().allMatch(value -> value.equals(layer) || isLevels(value));
  }

  private boolean isLevels(String value) {
    return rounded.containsAll(routes.origins(value));
  }

  private boolean areLevels(Node node) {
    return node.inputs().stream().allMatch(value -> summands.contains(value) || isLevels(value));
  }

  private void round(String value) {
    if (isReadAsLevels(value, new HashSet<>())) {
      rounded.add(value);
    }
  }

  /** Whether somebody reads it who computes as well with levels. */
  private boolean isReadAsLevels(String value, Set<String> seen) {
    for (Node reader : routes.readers(value)) {
      Op op = reader.op();
      boolean through = Routes.moves(op) || op instanceof Op.Concat || op instanceof Op.Pointwise;
      if (layers.contains(reader.name())
          || op instanceof Op.Join && !through
          || op instanceof Op.Pooling && !through
          || through && seen.add(reader.name()) && isReadAsLevels(reader.name(), seen)) {
        return true;
      }
    }
    return false;
  }

  /** Those that are rounded, in the model's order, but inputs, which come as they are read. */
  Set<String> all() {
    return rounded;
  }

  /**
   * What is not rounded as long as the other side of a sum is levels. Where the layers that give
   * these stay float32, it is.
   */
  Set<String> roundedElsewhere() {
    Set<String> ends = new LinkedHashSet<>();
    summands.forEach(layer -> ends.add(routes.end(layer)));
    return ends;
  }

  /** What stands for all values that share their levels with this one. */
  String group(String value) {
    String at = value;
    while (shares.containsKey(at)) {
      at = shares.get(at);
    }
    return at;
  }

  /** The group of the levels that a value is in; null where it is a real number. */
  String levels(String value) {
    String first = null;
    for (String origin : routes.origins(value)) {
      String group = rounded.contains(origin) ? group(origin) : null;
      if (group == null || first != null && !first.equals(group)) {
        return null;
      }
      first = group;
    }
    return first;
  }
}

package org.sparsevd.compress.int8;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Puts a rectifier behind a maximum in front of it, where it ends the layer before: the largest of
 * rectified values is the rectified largest.
 */
final class EarlyRectifiers {
  private EarlyRectifiers() {}

  /** The same function; the two nodes swap their operators. */
  static Model of(Model model) {
    Model at = model;
    for (Map<String, Op> swapped = swapped(at); !swapped.isEmpty(); swapped = swapped(at)) {
      Map<String, Op> ops = swapped;
      at =
          at.mapNodes(
              node -> ops.containsKey(node.name()) ? node.with(ops.get(node.name())) : node);
    }
    return at;
  }

  private static Map<String, Op> swapped(Model model) {
    Routes routes = new Routes(model);
    Map<String, Op> ops = new HashMap<>();
    for (Node node : model.nodes()) {
      Node pool = node.op() instanceof Op.Relu ? routes.node(node.inputs().get(0)) : null;
      if (pool != null
          && pool.op() instanceof Op.MaxPool2d
          && routes.readers(pool.name()).size() == 1
          && !routes.isOutput(pool.name())) {
        ops.put(node.name(), pool.op());
        ops.put(pool.name(), node.op());
        return ops;
      }
    }
    return ops;
  }
}

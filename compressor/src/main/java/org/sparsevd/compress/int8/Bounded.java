package org.sparsevd.compress.int8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Leaves out rectifiers and bounds in front of levels that lie within the same bounds. */
final class Bounded {
  private Bounded() {}

  /** The same function of fewer nodes. */
  static Model by(Model model) {
    Map<String, Node> nodes = new HashMap<>();
    List<Node> all = new ArrayList<>();
    for (Node node : model.nodes()) {
      Node now = node;
      if (node.op() instanceof Op.Quantize levels) {
        Node before = nodes.get(now.inputs().get(0));
        while (before != null && isSuperfluous(before.op(), levels)) {
          now = now.renamed(now.name(), before.inputs());
          before = nodes.get(now.inputs().get(0));
        }
      }
      nodes.put(now.name(), now);
      all.add(now);
    }
    return model.withNodes(read(all, model), model.outputs());
  }

  private static boolean isSuperfluous(Op op, Op.Quantize levels) {
    if (op instanceof Op.Relu) {
      return levels.apply(0) == levels.least();
    }
    return op instanceof Op.Clip clip
        && levels.apply(clip.least()) == levels.least()
        && levels.apply(clip.most()) == levels.most();
  }

  /** Without those that nobody reads any more. */
  private static List<Node> read(List<Node> nodes, Model model) {
    Set<String> values = new HashSet<>();
    model.outputs().forEach(output -> values.add(output.value()));
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (values.contains(nodes.get(i).name())) {
        values.addAll(nodes.get(i).inputs());
        kept.add(0, nodes.get(i));
      }
    }
    return kept;
  }
}

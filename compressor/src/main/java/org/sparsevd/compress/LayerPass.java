package org.sparsevd.compress;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * A pass that looks at one layer after the other: a weight that stays keeps its place and scale.
 */
public interface LayerPass extends Pass {
  /** The node with another layer, or the same. */
  Node changed(Node node, Op.Weighted layer);

  @Override
  default Model apply(Model model) {
    return model.mapNodes(
        node -> node.op() instanceof Op.Weighted layer ? changed(node, layer) : node);
  }

  @Override
  default Carried apply(Carried before) {
    return before.with(apply(before.model()));
  }
}

package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/** Nodes that nobody reads. */
final class Unread {
  private Unread() {}

  /** The model without them. */
  static Model removed(Model model) {
    Set<String> read = new HashSet<>();
    model.outputs().forEach(output -> read.add(output.value()));
    List<Node> kept = new ArrayList<>();
    for (int i = model.nodes().size() - 1; i >= 0; i--) {
      Node node = model.nodes().get(i);
      if (read.contains(node.name())) {
        kept.add(node);
        read.addAll(node.inputs());
      }
    }
    Collections.reverse(kept);
    return model.withNodes(kept, model.outputs());
  }
}

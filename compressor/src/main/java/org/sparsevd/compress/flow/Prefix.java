package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/** The part of a model that computes a value. */
public final class Prefix {
  private Prefix() {}

  /** A model whose only output is the value; it may be an input. */
  public static Model of(Model model, String value) {
    Set<String> read = new HashSet<>(Set.of(value));
    List<Node> nodes = new ArrayList<>();
    for (int i = model.nodes().size() - 1; i >= 0; i--) {
      Node node = model.nodes().get(i);
      if (read.contains(node.name())) {
        read.addAll(node.inputs());
        nodes.add(0, node);
      }
    }
    return model.withNodes(nodes, List.of(new Model.Output(value, value)));
  }
}

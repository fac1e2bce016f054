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

/**
 * Small constants that several nodes read, such as biases that happen to be equal, made one for
 * each: else what one node must keep the others keep, too.
 */
public final class OwnConstants {
  private static final int MOST = 1 << 14;

  private OwnConstants() {}

  /** The same function. */
  public static Model of(Model model) {
    Map<String, Node> shared = new HashMap<>();
    Map<String, Integer> readers = model.readers();
    Set<String> names = new HashSet<>();
    model.inputs().forEach(input -> names.add(input.name()));
    for (Node node : model.nodes()) {
      names.add(node.name());
      if (node.op() instanceof Op.Constant constant
          && constant.values().shape().size() > 1
          && constant.values().shape().size() <= MOST
          && readers.getOrDefault(node.name(), 0) > 1) {
        shared.put(node.name(), node);
      }
    }
    if (shared.isEmpty()) {
      return model;
    }
    Set<String> taken = new HashSet<>();
    model.outputs().forEach(output -> taken.add(output.value()));
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      List<String> inputs = new ArrayList<>(node.inputs());
      for (int i = 0; i < inputs.size(); i++) {
        Node source = shared.get(inputs.get(i));
        if (source != null && !taken.add(source.name())) {
          inputs.set(i, unused(source.name() + "_" + node.name(), names));
          nodes.add(source.renamed(inputs.get(i), List.of()));
        }
      }
      nodes.add(inputs.equals(node.inputs()) ? node : node.renamed(node.name(), inputs));
    }
    return model.withNodes(nodes, model.outputs());
  }

  static String unused(String wanted, Set<String> names) {
    String name = wanted;
    while (!names.add(name)) {
      name += "'";
    }
    return name;
  }
}

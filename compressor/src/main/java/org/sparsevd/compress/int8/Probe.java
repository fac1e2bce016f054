package org.sparsevd.compress.int8;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.compress.flow.Prefix;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Batched models whose output is many of their values, so that any runtime can look into them. */
public final class Probe {
  private static final String PREFIX = "probe";

  private Probe() {}

  /** The model whose only output is these values, one behind the other. */
  public static Model of(Model model, List<String> values) {
    List<Node> nodes = new ArrayList<>(model.nodes());
    List<String> flat = new ArrayList<>();
    for (String value : values) {
      String name = value;
      if (model.shape(value).rank() != 1) {
        name = unused(model, PREFIX + "." + value);
        nodes.add(new Node(name, new Op.Flatten(), List.of(value)));
      }
      flat.add(name);
    }
    String output = unused(model, PREFIX);
    nodes.add(new Node(output, new Op.Concat(), flat));
    return Prefix.of(model.withNodes(nodes, output), output);
  }

  private static String unused(Model model, String name) {
    boolean taken = model.nodes().stream().anyMatch(node -> node.name().equals(name));
    return taken ? unused(model, name + "'") : name;
  }
}

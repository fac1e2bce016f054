package org.sparsevd.compress.int8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Where values come from and who reads them, through what leaves levels as they are. */
final class Routes {
  private final Model model;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Set<String>> origins = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  Routes(Model model) {
    this.model = model;
    model.outputs().forEach(output -> outputs.add(output.value()));
    for (Node node : model.nodes()) {
      nodes.put(node.name(), node);
      for (String value : node.inputs()) {
        readers.computeIfAbsent(value, key -> new ArrayList<>()).add(node);
      }
    }
    model.inputs().forEach(input -> origins.put(input.name(), Set.of(input.name())));
    for (Node node : model.nodes()) {
      Set<String> all = new LinkedHashSet<>();
      if (moves(node.op()) || node.op() instanceof Op.Concat) {
        node.inputs().forEach(value -> all.addAll(origins.get(value)));
      } else {
        all.add(node.name());
      }
      origins.put(node.name(), all);
    }
  }

  Model model() {
    return model;
  }

  /** Whether the levels of what it gives are some of those that it reads, or 0. */
  static boolean moves(Op op) {
    return op instanceof Op.MaxPool2d
        || op instanceof Op.Movement && !(op instanceof Op.Pad2d pad && pad.value() != 0);
  }

  /** Values that would be rounded for this one to be levels. */
  Set<String> origins(String value) {
    return origins.get(value);
  }

  List<Node> readers(String value) {
    return readers.getOrDefault(value, List.of());
  }

  /** The node that gives a value; null for an input. */
  Node node(String value) {
    return nodes.get(value);
  }

  boolean isOutput(String value) {
    return outputs.contains(value);
  }

  /** The value behind the rectifiers and bounds that alone read this one. */
  String end(String value) {
    List<Node> all = readers(value);
    boolean bounded =
        all.size() == 1
            && !isOutput(value)
            && (all.get(0).op() instanceof Op.Relu || all.get(0).op() instanceof Op.Clip);
    return bounded ? end(all.get(0).name()) : value;
  }
}

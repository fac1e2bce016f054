package org.sparsevd.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.tensor.Tensor;

/** Models without names and metadata, which a compact file need not state. */
public final class Anonymous {
  private Anonymous() {}

  /** The model with an empty name, nodes named by operator and place, and no metadata. */
  public static Model of(Model model) {
    return of(new UncertainModel(model, Map.of())).model();
  }

  /** The same with the deviations of its weights. */
  public static UncertainModel of(UncertainModel uncertain) {
    Model model = uncertain.model();
    Map<String, String> names = new HashMap<>(Map.of(Model.INPUT, Model.INPUT));
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      String name = CompactNode.name(node.op().kind(), nodes.size());
      List<String> inputs = node.inputs().stream().map(names::get).toList();
      nodes.add(node.renamed(name, inputs));
      names.put(node.name(), name);
    }
    Map<String, Tensor> deviations = new HashMap<>();
    uncertain.deviations().forEach((name, tensor) -> deviations.put(names.get(name), tensor));
    Model anonymous = new Model("", model.inputShape(), nodes, names.get(model.output()), Map.of());
    return new UncertainModel(anonymous, deviations);
  }
}

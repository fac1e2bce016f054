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

  /**
   * The model with an empty name, nodes named by operator and place, and no metadata. Inputs and
   * outputs are called as before, unless there is one of each, and nothing needs a name.
   */
  public static Model of(Model model) {
    return of(new UncertainModel(model, Map.of())).model();
  }

  /** The same with the deviations of its weights. */
  public static UncertainModel of(UncertainModel uncertain) {
    Model model = uncertain.model();
    Map<String, String> names = new HashMap<>();
    List<String> ends = model.inputs().stream().map(Model.Input::name).toList();
    ends.forEach(input -> names.put(input, input));
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      String name = CompactNode.name(node.op().kind(), nodes.size(), ends);
      List<String> inputs = node.inputs().stream().map(names::get).toList();
      nodes.add(node.renamed(name, inputs));
      names.put(node.name(), name);
    }
    Map<String, Tensor> deviations = new HashMap<>();
    uncertain.deviations().forEach((name, tensor) -> deviations.put(names.get(name), tensor));
    boolean plain = FileVersion.hasPlainEnds(model);
    List<Model.Output> outputs = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      String value = names.get(output.value());
      outputs.add(new Model.Output(plain ? value : output.name(), value));
    }
    Model anonymous = new Model("", model.inputs(), nodes, outputs, model.batched(), Map.of());
    return new UncertainModel(anonymous, deviations);
  }
}

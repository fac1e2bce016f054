package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;

/**
 * Models whose only input are unsigned bytes that they make floats of first: they can be given
 * these floats, 0 to 255, instead.
 */
public final class Pixels {
  private Pixels() {}

  /** The model that takes floats; the same where that is not all that becomes of its input. */
  public static Model apply(Model model) {
    if (model.inputs().size() != 1 || model.inputs().get(0).type() != ElementType.UINT8) {
      return model;
    }
    Model.Input bytes = model.inputs().get(0);
    Map<String, String> floats = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      boolean reads = node.inputs().contains(bytes.name());
      if (reads && node.op().equals(new Op.Cast(ElementType.FLOAT))) {
        floats.put(node.name(), bytes.name());
      } else if (reads) {
        return model;
      } else {
        List<String> inputs = node.inputs().stream().map(i -> floats.getOrDefault(i, i)).toList();
        nodes.add(node.renamed(node.name(), inputs));
      }
    }
    if (model.outputs().stream().anyMatch(output -> output.value().equals(bytes.name()))) {
      return model;
    }
    List<Model.Output> outputs = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      String value = floats.getOrDefault(output.value(), output.value());
      outputs.add(new Model.Output(output.name(), value));
    }
    Model.Input given = new Model.Input(bytes.name(), ElementType.FLOAT, bytes.shape());
    return new Model(
        model.name(), List.of(given), nodes, outputs, model.batched(), model.metadata());
  }
}

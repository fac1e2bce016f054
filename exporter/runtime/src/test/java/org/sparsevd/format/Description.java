package org.sparsevd.format;

import java.util.Arrays;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Tensor;

/** Everything a file keeps of a model, as text: equal where the models are. */
final class Description {
  private Description() {}

  static String of(Model model) {
    StringBuilder text = new StringBuilder();
    text.append(model.name()).append(' ').append(model.batched()).append(model.inputs());
    text.append('\n');
    for (Node node : model.nodes()) {
      text.append(node.name()).append(node.inputs()).append(' ').append(of(node.op()));
      text.append('\n');
    }
    return text.append(model.outputs()).append(model.metadata()).toString();
  }

  private static String of(Op op) {
    StringBuilder text = new StringBuilder(op.kind() + " " + op.attributes());
    for (Tensor tensor : op.tensors()) {
      text.append(tensor.shape()).append(Arrays.toString(tensor.toArray()));
    }
    return text.toString();
  }
}

package org.sparsevd.format;

import java.util.Arrays;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Everything a file keeps of a model, as text: equal where the models are. */
final class Description {
  private Description() {}

  static String of(Model model) {
    StringBuilder text = new StringBuilder();
    text.append(model.name()).append(' ').append(model.inputShape()).append('\n');
    for (Node node : model.nodes()) {
      text.append(node.name()).append(node.inputs()).append(' ').append(of(node.op()));
      text.append('\n');
    }
    return text.append(model.output()).append(model.metadata()).toString();
  }

  private static String of(Op op) {
    if (op instanceof Op.Weighted layer) {
      String weight = layer.weight().shape() + Arrays.toString(layer.weight().toArray());
      String rest =
          op instanceof Op.Conv2d conv ? conv.window() + " groups " + conv.groups() : "dense";
      return weight + Arrays.toString(layer.bias()) + rest;
    }
    if (op instanceof Op.BatchNorm norm) {
      return Arrays.toString(norm.scale())
          + Arrays.toString(norm.shift())
          + Arrays.toString(norm.mean())
          + Arrays.toString(norm.variance())
          + norm.epsilon();
    }
    if (op instanceof Op.Affine affine) {
      return Arrays.toString(affine.scale()) + Arrays.toString(affine.shift());
    }
    if (op instanceof Op.PRelu prelu) {
      return "prelu" + Arrays.toString(prelu.slope());
    }
    return op.toString();
  }
}

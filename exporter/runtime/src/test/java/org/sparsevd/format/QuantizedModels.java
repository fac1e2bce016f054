package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.codec.Step;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Tensor;

/** Models some of whose tensors are multiples of a step. */
final class QuantizedModels {
  private QuantizedModels() {}

  /** The model with two of three tensors of its layers and maps rounded. */
  static Model partly(Model model, Random random) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      Op op = node.op();
      if (op instanceof Op.Weighted layer) {
        op = layer.with(rounded(layer.weight(), random), rounded(layer.bias(), random));
      } else if (op instanceof Op.Affine affine) {
        op = new Op.Affine(rounded(affine.scale(), random), rounded(affine.shift(), random));
      }
      nodes.add(node.with(op));
    }
    return model.withNodes(nodes, model.output());
  }

  private static float[] rounded(float[] values, Random random) {
    return rounded(new DenseTensor(Shape.of(1, values.length), values), random).toArray();
  }

  private static Tensor rounded(Tensor tensor, Random random) {
    Step step = Step.nearest(Math.exp(-6 * random.nextDouble()));
    return random.nextInt(3) == 0 ? tensor : QuantizedTensor.nearest(tensor, step).toTensor();
  }
}

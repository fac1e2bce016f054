package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

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

  /**
   * A sparse net of two convolutions and two dense layers without names, all tensors coded: dead
   * rows and columns, clusters of weights in images, signs that agree with their neighbours,
   * magnitudes up to thousands, biases that ascend.
   */
  static Model convolutional(Random random) {
    List<Op> ops =
        List.of(
            new Op.Conv2d(
                sparse(random, Shape.of(4, 1, 5, 5)), ascending(4), Window.square(5, 0), 1),
            new Op.MaxPool2d(Window.pooling(2)),
            new Op.Conv2d(
                sparse(random, Shape.of(8, 4, 5, 5)), ascending(8), Window.square(5, 0), 1),
            new Op.MaxPool2d(Window.pooling(2)),
            new Op.Flatten(),
            new Op.Dense(sparse(random, Shape.of(30, 128)), ascending(30)),
            new Op.Relu(),
            new Op.Dense(sparse(random, Shape.of(10, 30)), ascending(10)));
    List<Node> nodes = new ArrayList<>();
    for (Op op : ops) {
      String input = nodes.isEmpty() ? Model.INPUT : nodes.get(nodes.size() - 1).name();
      String name = CompactNode.name(op.kind(), nodes.size(), List.of());
      nodes.add(new Node(name, op, List.of(input)));
    }
    return new Model("", Shape.of(1, 28, 28), nodes, nodes.get(nodes.size() - 1).name(), Map.of());
  }

  private static Tensor sparse(Random random, Shape shape) {
    int columns = shape.size() / shape.dim(0);
    int[] symbols = new int[shape.size()];
    for (int i = 0; i < symbols.length; i++) {
      int row = i / columns;
      int column = i % columns;
      boolean dead = row % 7 == 3 || column % 9 > 4;
      boolean neighbour = column > 0 && symbols[i - 1] != 0;
      if (!dead && random.nextInt(neighbour ? 2 : 6) == 0) {
        int size = 1 + (int) Math.exp(random.nextDouble() * (row == 0 ? 8 : 3));
        symbols[i] = (column / 5 + row) % 2 == 0 || random.nextInt(5) == 0 ? size : -size;
      }
    }
    return QuantizedTensor.of(shape, Step.nearest(0.01), symbols).toTensor();
  }

  private static float[] ascending(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 40 + i * i / 4;
    }
    return values;
  }

  private static float[] rounded(float[] values, Random random) {
    return rounded(new DenseTensor(Shape.of(1, values.length), values), random).toArray();
  }

  private static Tensor rounded(Tensor tensor, Random random) {
    Step step = Step.nearest(Math.exp(-6 * random.nextDouble()));
    return random.nextInt(3) == 0 ? tensor : QuantizedTensor.nearest(tensor, step).toTensor();
  }
}

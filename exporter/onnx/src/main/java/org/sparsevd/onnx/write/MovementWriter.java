package org.sparsevd.onnx.write;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/** Writes the operators that only move elements. */
final class MovementWriter {
  private final GraphContext graph;

  MovementWriter(GraphContext graph) {
    this.graph = graph;
  }

  void reshape(Node node, Op.Reshape op) {
    int[] dims = op.target().toArray();
    long[] shape = new long[dims.length + 1];
    for (int i = 0; i < dims.length; i++) {
      shape[i + 1] = dims[i];
    }
    // The 0 in front copies the batch.
    String target = graph.integers(node.name() + ".shape", shape);
    graph.node("Reshape", node.name(), List.of(input(node), target), output(node), List.of());
  }

  void transpose(Node node, Op.Transpose op) {
    long[] order = new long[op.order().size() + 1];
    for (int i = 0; i < order.length - 1; i++) {
      order[i + 1] = op.order().get(i) + 1;
    }
    graph.node(
        "Transpose",
        node.name(),
        List.of(input(node)),
        output(node),
        List.of(Attributes.integers("perm", order)));
  }

  void pad(Node node, Op.Pad2d op) {
    String pads =
        graph.integers(
            node.name() + ".pads", 0, 0, op.top(), op.left(), 0, 0, op.bottom(), op.right());
    String value = graph.constant(node.name() + ".value", new float[] {op.value()});
    graph.node("Pad", node.name(), List.of(input(node), pads, value), output(node), List.of());
  }

  /** Zeros come from a transposed convolution with a kernel of one 1 for each channel. */
  void upsample(Node node, Op.Upsample2d op, Shape in) {
    if (!op.zeros()) {
      String scales =
          graph.constant(node.name() + ".scales", new float[] {1, 1, op.height(), op.width()}, 4);
      graph.node(
          "Resize",
          node.name(),
          List.of(input(node), "", scales),
          output(node),
          List.of(
              Attributes.text("mode", "nearest"),
              Attributes.text("coordinate_transformation_mode", "asymmetric"),
              Attributes.text("nearest_mode", "floor")));
      return;
    }
    float[] ones = new float[in.dim(0)];
    Arrays.fill(ones, 1);
    String kernel = graph.constant(node.name() + ".ones", ones, in.dim(0), 1, 1, 1);
    graph.node(
        "ConvTranspose",
        node.name(),
        List.of(input(node), kernel),
        output(node),
        List.of(
            Attributes.integers("kernel_shape", 1, 1),
            Attributes.integers("strides", op.height(), op.width()),
            Attributes.integers("output_padding", op.height() - 1, op.width() - 1),
            Attributes.integer("group", in.dim(0))));
  }

  private String input(Node node) {
    return graph.read(node.inputs().get(0));
  }

  private String output(Node node) {
    return graph.value(node.name());
  }
}

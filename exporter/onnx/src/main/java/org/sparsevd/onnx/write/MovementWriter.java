package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Writes a node that only moves elements. */
record MovementWriter(GraphContext graph, Model model, Node node)
    implements Op.Movement.Cases<Void> {

  /** The node as one ONNX node: the value it reads, then these constants. */
  private Void write(String opType, List<String> constants, AttributeProto... attributes) {
    List<String> inputs = new ArrayList<>(List.of(graph.read(node.inputs().get(0))));
    inputs.addAll(constants);
    graph.node(opType, node.name(), inputs, graph.value(node.name()), List.of(attributes));
    return null;
  }

  @Override
  public Void flatten(Op.Flatten op) {
    return write("Flatten", List.of(), Attributes.integer("axis", 1));
  }

  @Override
  public Void reshape(Op.Reshape op) {
    int[] dims = op.target().toArray();
    long[] shape = new long[dims.length + 1];
    for (int i = 0; i < dims.length; i++) {
      shape[i + 1] = dims[i];
    }
    // The 0 in front copies the batch.
    return write("Reshape", List.of(graph.integers(node.name() + ".shape", shape)));
  }

  @Override
  public Void transpose(Op.Transpose op) {
    long[] order = new long[op.order().size() + 1];
    for (int i = 0; i < order.length - 1; i++) {
      order[i + 1] = op.order().get(i) + 1;
    }
    return write("Transpose", List.of(), Attributes.integers("perm", order));
  }

  @Override
  public Void pad2d(Op.Pad2d op) {
    String pads =
        graph.integers(
            node.name() + ".pads", 0, 0, op.top(), op.left(), 0, 0, op.bottom(), op.right());
    String value = graph.constant(node.name() + ".value", new float[] {op.value()});
    return write("Pad", List.of(pads, value));
  }

  /** Zeros come from a transposed convolution with a kernel of one 1 for each channel. */
  @Override
  public Void upsample2d(Op.Upsample2d op) {
    if (!op.zeros()) {
      String scales =
          graph.constant(node.name() + ".scales", new float[] {1, 1, op.height(), op.width()}, 4);
      return write(
          "Resize",
          List.of("", scales),
          Attributes.text("mode", "nearest"),
          Attributes.text("coordinate_transformation_mode", "asymmetric"),
          Attributes.text("nearest_mode", "floor"));
    }
    int channels = model.shape(node.inputs().get(0)).dim(0);
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return write(
        "ConvTranspose",
        List.of(graph.constant(node.name() + ".ones", ones, channels, 1, 1, 1)),
        Attributes.integers("kernel_shape", 1, 1),
        Attributes.integers("strides", op.height(), op.width()),
        Attributes.integers("output_padding", op.height() - 1, op.width() - 1),
        Attributes.integer("group", channels));
  }
}

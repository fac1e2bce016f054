package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

/** Writes the nodes of a model into a graph, one or two ONNX nodes each. */
final class NodeWriter {
  private final GraphContext graph;
  private final Model model;

  NodeWriter(GraphContext graph, Model model) {
    this.graph = graph;
    this.model = model;
  }

  void write(Node node) {
    writeOperator(node);
    graph.finish(node.name());
  }

  private void writeOperator(Node node) {
    Op op = node.op();
    if (op instanceof Op.Dense dense) {
      plain("Gemm", node, graph.parameters(node, dense), Attributes.integer("transB", 1));
    } else if (op instanceof Op.Conv2d conv) {
      List<AttributeProto> attributes = new ArrayList<>(Attributes.window(conv.window()));
      attributes.add(Attributes.integer("group", conv.groups()));
      write("Conv", node, graph.parameters(node, conv), attributes);
    } else if (op instanceof Op.MaxPool2d pool) {
      write("MaxPool", node, List.of(), Attributes.window(pool.window()));
    } else if (op instanceof Op.AvgPool2d pool) {
      averagePool(node, pool);
    } else if (op instanceof Op.GlobalAvgPool2d) {
      plain("GlobalAveragePool", node, List.of());
    } else if (op instanceof Op.BatchNorm norm) {
      batchNorm(node, norm);
    } else if (op instanceof Op.Affine affine) {
      affine(node, affine);
    } else if (op instanceof Op.Pointwise function) {
      List<String> constants = PointwiseWriter.constants(function, node.name(), graph);
      String opType = PointwiseWriter.opType(function);
      write(opType, node, constants, PointwiseWriter.attributes(function));
    } else if (op instanceof Op.PRelu prelu) {
      int[] dims = parameterDims(node, prelu.slope().length);
      plain("PRelu", node, List.of(graph.constant(node.name() + ".slope", prelu.slope(), dims)));
    } else if (op instanceof Op.Add) {
      plain("Add", node, List.of());
    } else if (op instanceof Op.Mul) {
      plain("Mul", node, List.of());
    } else if (op instanceof Op.Concat) {
      plain("Concat", node, List.of(), Attributes.integer("axis", 1));
    } else if (op instanceof Op.Flatten) {
      plain("Flatten", node, List.of(), Attributes.integer("axis", 1));
    } else if (op instanceof Op.Softmax) {
      plain("Softmax", node, List.of(), Attributes.integer("axis", 1));
    } else if (op instanceof Op.LogSoftmax) {
      plain("LogSoftmax", node, List.of(), Attributes.integer("axis", 1));
    } else {
      movement(node);
    }
  }

  private void movement(Node node) {
    MovementWriter writer = new MovementWriter(graph);
    if (node.op() instanceof Op.Reshape reshape) {
      writer.reshape(node, reshape);
    } else if (node.op() instanceof Op.Transpose transpose) {
      writer.transpose(node, transpose);
    } else if (node.op() instanceof Op.Pad2d pad) {
      writer.pad(node, pad);
    } else if (node.op() instanceof Op.Upsample2d upsample) {
      writer.upsample(node, upsample, model.shape(node.inputs().get(0)));
    } else {
      throw new AssertionError("operator without ONNX form: " + node.op());
    }
  }

  /** The node as one ONNX node: the values it reads, then these constants. */
  private void write(
      String opType, Node node, List<String> constants, List<AttributeProto> attributes) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(graph.read(input));
    }
    inputs.addAll(constants);
    graph.node(opType, node.name(), inputs, graph.value(node.name()), attributes);
  }

  private void plain(
      String opType, Node node, List<String> constants, AttributeProto... attributes) {
    write(opType, node, constants, List.of(attributes));
  }

  private void batchNorm(Node node, Op.BatchNorm norm) {
    int channels = norm.scale().length;
    List<String> constants =
        List.of(
            graph.constant(node.name() + ".scale", norm.scale(), channels),
            graph.constant(node.name() + ".shift", norm.shift(), channels),
            graph.constant(node.name() + ".mean", norm.mean(), channels),
            graph.constant(node.name() + ".variance", norm.variance(), channels));
    plain("BatchNormalization", node, constants, Attributes.real("epsilon", norm.epsilon()));
  }

  private void affine(Node node, Op.Affine affine) {
    int[] dims = parameterDims(node, affine.scale().length);
    String scale = graph.constant(node.name() + ".scale", affine.scale(), dims);
    String shift = graph.constant(node.name() + ".shift", affine.shift(), dims);
    scaled(node, graph.read(node.inputs().get(0)), scale, shift);
  }

  /** Dimensions of parameters that are per element, or else per channel. */
  private int[] parameterDims(Node node, int count) {
    Shape in = model.shape(node.inputs().get(0));
    int[] dims = in.toArray();
    if (count != in.size()) {
      // Per channel: one value that ONNX's broadcasting spreads over the dimensions behind it.
      Arrays.fill(dims, 1, dims.length, 1);
    }
    return dims;
  }

  private void scaled(Node node, String input, String scale, String shift) {
    String product = graph.intermediate(node.name() + ".scaled");
    graph.node("Mul", product, List.of(input, scale), product, List.of());
    graph.node("Add", node.name(), List.of(product, shift), graph.value(node.name()), List.of());
  }

  private void averagePool(Node node, Op.AvgPool2d pool) {
    if (Attributes.isDilated(pool.window())) {
      dilatedAveragePool(node, pool);
      return;
    }
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(pool.window()));
    attributes.add(Attributes.integer("count_include_pad", pool.countPadding() ? 1 : 0));
    write("AveragePool", node, List.of(), attributes);
  }

  /**
   * AveragePool has no dilations before operator set 19: the sum is a convolution of each channel
   * with ones, the divisors are a constant image.
   */
  private void dilatedAveragePool(Node node, Op.AvgPool2d pool) {
    Window window = pool.window();
    Shape in = model.shape(node.inputs().get(0));
    Shape out = model.shape(node.name());
    int channels = in.dim(0);
    float[] ones = new float[channels * window.kernelHeight() * window.kernelWidth()];
    Arrays.fill(ones, 1);
    String kernel =
        graph.constant(
            node.name() + ".ones", ones, channels, 1, window.kernelHeight(), window.kernelWidth());
    String counts =
        graph.constant(node.name() + ".counts", counts(pool, in, out), 1, out.dim(1), out.dim(2));
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(window));
    attributes.add(Attributes.integer("group", channels));
    String sum = graph.intermediate(node.name() + ".sum");
    List<String> inputs = List.of(graph.read(node.inputs().get(0)), kernel);
    graph.node("Conv", sum, inputs, sum, attributes);
    graph.node("Div", node.name(), List.of(sum, counts), graph.value(node.name()), List.of());
  }

  /** What each output pixel's sum is divided by, {@code [height, width]}. */
  private static float[] counts(Op.AvgPool2d pool, Shape in, Shape out) {
    Window w = pool.window();
    float[] counts = new float[out.dim(1) * out.dim(2)];
    for (int row = 0; row < out.dim(1); row++) {
      int top = row * w.strideHeight() - w.padTop();
      int rows = inside(top, w.kernelHeight(), w.dilationHeight(), in.dim(1));
      for (int column = 0; column < out.dim(2); column++) {
        int left = column * w.strideWidth() - w.padLeft();
        int columns = inside(left, w.kernelWidth(), w.dilationWidth(), in.dim(2));
        counts[row * out.dim(2) + column] =
            pool.countPadding() ? w.kernelHeight() * w.kernelWidth() : rows * columns;
      }
    }
    return counts;
  }

  private static int inside(int first, int kernel, int dilation, int extent) {
    int count = 0;
    for (int k = 0; k < kernel; k++) {
      int at = first + k * dilation;
      if (at >= 0 && at < extent) {
        count++;
      }
    }
    return count;
  }
}

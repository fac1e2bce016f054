package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.operator.PointwiseRow;
import org.sparsevd.onnx.operator.PointwiseTable;
import org.sparsevd.tensor.Shape;

/** Writes a node of a model into a graph, as one ONNX node or a few. */
record NodeWriter(GraphContext graph, Model model, Node node)
    implements Op.Weighted.Reader<Void>,
        Op.PerChannel.Reader<Void>,
        Op.Pooling.Reader<Void>,
        Op.Join.Reader<Void>,
        Op.OverChannels.Reader<Void> {

  /** The node as one ONNX node: the values it reads, then these constants. */
  private Void write(String opType, List<String> constants, List<AttributeProto> attributes) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(graph.read(input));
    }
    inputs.addAll(constants);
    graph.node(opType, node.name(), inputs, graph.value(node.name()), attributes);
    return null;
  }

  private Void plain(String opType, AttributeProto... attributes) {
    return write(opType, List.of(), List.of(attributes));
  }

  @Override
  public Void movement(Op.Movement op) {
    return op.match(new MovementWriter(graph, model, node));
  }

  /** As its row says. Parameters that are inputs are left out where they are the standard. */
  @Override
  public Void pointwise(Op.Pointwise op) {
    PointwiseRow row = PointwiseTable.of(op);
    graph.require(row.name(), row.since());
    boolean inputs = row.inputsSince() <= graph.opset();
    List<String> constants = new ArrayList<>();
    List<AttributeProto> attributes = new ArrayList<>();
    int words = 0;
    int numbers = 0;
    for (PointwiseRow.Parameter parameter : row.parameters()) {
      if (parameter.isText()) {
        String word = parameter.words().get(op.attributes().integer(words++));
        attributes.add(Attributes.text(parameter.name(), word));
        continue;
      }
      float number = op.attributes().real(numbers++);
      if (!inputs) {
        attributes.add(Attributes.real(parameter.name(), number));
      } else if (number == parameter.standard()) {
        constants.add("");
      } else {
        String name = node.name() + "." + parameter.name();
        constants.add(graph.constant(name, new float[] {number}));
      }
    }
    return write(row.name(), constants, attributes);
  }

  @Override
  public Void general(Op.General op) {
    throw new IllegalArgumentException(
        "node '" + node.name() + "': " + op.kind().row().name() + " cannot be exported yet");
  }

  @Override
  public Void dense(Op.Dense op) {
    return write("Gemm", graph.parameters(node, op), List.of(Attributes.integer("transB", 1)));
  }

  @Override
  public Void conv2d(Op.Conv2d op) {
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(op.window()));
    attributes.add(Attributes.integer("group", op.groups()));
    return write("Conv", graph.parameters(node, op), attributes);
  }

  @Override
  public Void maxPool2d(Op.MaxPool2d op) {
    return write("MaxPool", List.of(), Attributes.window(op.window()));
  }

  @Override
  public Void avgPool2d(Op.AvgPool2d op) {
    if (Attributes.isDilated(op.window())) {
      return dilatedAveragePool(op);
    }
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(op.window()));
    attributes.add(Attributes.integer("count_include_pad", op.countPadding() ? 1 : 0));
    return write("AveragePool", List.of(), attributes);
  }

  @Override
  public Void globalAvgPool2d(Op.GlobalAvgPool2d op) {
    return plain("GlobalAveragePool");
  }

  @Override
  public Void add(Op.Add op) {
    return plain("Add");
  }

  @Override
  public Void mul(Op.Mul op) {
    return plain("Mul");
  }

  @Override
  public Void concat(Op.Concat op) {
    return plain("Concat", Attributes.integer("axis", 1));
  }

  @Override
  public Void softmax(Op.Softmax op) {
    return plain("Softmax", Attributes.integer("axis", 1));
  }

  @Override
  public Void logSoftmax(Op.LogSoftmax op) {
    return plain("LogSoftmax", Attributes.integer("axis", 1));
  }

  @Override
  public Void prelu(Op.PRelu op) {
    int[] dims = parameterDims(op.channels());
    List<String> slope = List.of(graph.constant(node.name() + ".slope", op.slope(), dims));
    return write("PRelu", slope, List.of());
  }

  @Override
  public Void batchNorm(Op.BatchNorm op) {
    int channels = op.channels();
    List<String> constants =
        List.of(
            graph.constant(node.name() + ".scale", op.scale(), channels),
            graph.constant(node.name() + ".shift", op.shift(), channels),
            graph.constant(node.name() + ".mean", op.mean(), channels),
            graph.constant(node.name() + ".variance", op.variance(), channels));
    List<AttributeProto> epsilon = List.of(Attributes.real("epsilon", op.epsilon()));
    return write("BatchNormalization", constants, epsilon);
  }

  @Override
  public Void affine(Op.Affine op) {
    int[] dims = parameterDims(op.channels());
    String scale = graph.constant(node.name() + ".scale", op.scale(), dims);
    String shift = graph.constant(node.name() + ".shift", op.shift(), dims);
    String product = graph.intermediate(node.name() + ".scaled");
    List<String> factors = List.of(graph.read(node.inputs().get(0)), scale);
    graph.node("Mul", product, factors, product, List.of());
    graph.node("Add", node.name(), List.of(product, shift), graph.value(node.name()), List.of());
    return null;
  }

  /** Dimensions of parameters that are per element, or else per channel. */
  private int[] parameterDims(int count) {
    Shape in = model.shape(node.inputs().get(0));
    int[] dims = in.toArray();
    if (count != in.size()) {
      // Per channel: one value that ONNX's broadcasting spreads over the dimensions behind it.
      Arrays.fill(dims, 1, dims.length, 1);
    }
    return dims;
  }

  /**
   * AveragePool has no dilations before operator set 19: the sum is a convolution of each channel
   * with ones, the divisors are a constant image.
   */
  private Void dilatedAveragePool(Op.AvgPool2d pool) {
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
    return null;
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

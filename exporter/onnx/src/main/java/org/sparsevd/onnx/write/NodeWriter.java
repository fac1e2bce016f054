package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.operator.PointwiseRow;
import org.sparsevd.onnx.operator.PointwiseTable;
import org.sparsevd.tensor.Shape;

/** Writes a node of a model into a graph, as one ONNX node or a few. */
record NodeWriter(NodeParts parts)
    implements Op.Weighted.Reader<Void>,
        Op.PerChannel.Reader<Void>,
        Op.Pooling.Reader<Void>,
        Op.Join.Reader<Void>,
        Op.OverChannels.Reader<Void> {
  private GraphContext graph() {
    return parts.graph();
  }

  private String name() {
    return parts.node().name();
  }

  /** The axis of channels in the graph: the first of the node's own. */
  private AttributeProto channels() {
    return Attributes.integer("axis", parts.lead());
  }

  @Override
  public Void movement(Op.Movement op) {
    return op.match(new MovementWriter(parts));
  }

  @Override
  public Void general(Op.General op) {
    return new GeneralWriter(parts).write(op);
  }

  /** As its row says. Parameters that are inputs are left out where they are the standard. */
  @Override
  public Void pointwise(Op.Pointwise op) {
    PointwiseRow row = PointwiseTable.of(op);
    if (!row.gate().isEmpty() && graph().opset() < row.since()) {
      String gate = parts.step("gate", row.gate(), List.of(parts.read(0)));
      return parts.end("Mul", List.of(parts.read(0), gate));
    }
    if (op instanceof Op.Gelu gelu && graph().opset() < row.since()) {
      return new GeluWriter(parts).write(gelu);
    }
    graph().require(row.name(), row.since());
    boolean inputs = row.inputsSince() <= graph().opset();
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
        constants.add(parts.scalar(parameter.name(), number));
      }
    }
    return parts.one(row.name(), constants, attributes.toArray(new AttributeProto[0]));
  }

  /** Over the last dimension; Gemm takes matrices alone. */
  @Override
  public Void dense(Op.Dense op) {
    List<String> parameters = graph().parameters(parts.node(), op);
    if (parts.rank(0) == 2) {
      return parts.one("Gemm", parameters, Attributes.integer("transB", 1));
    }
    String weight =
        parts.step(
            "transposed",
            "Transpose",
            List.of(parameters.get(0)),
            Attributes.integers("perm", 1, 0));
    String product = parts.step("product", "MatMul", List.of(parts.read(0), weight));
    return parts.end("Add", List.of(product, parameters.get(1)));
  }

  @Override
  public Void conv2d(Op.Conv2d op) {
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(op.window()));
    attributes.add(Attributes.integer("group", op.groups()));
    return image("Conv", graph().parameters(parts.node(), op), attributes);
  }

  private Void image(String opType, List<String> constants, List<AttributeProto> attributes) {
    return new ImageParts(parts)
        .write(opType, constants, attributes.toArray(new AttributeProto[0]));
  }

  @Override
  public Void maxPool2d(Op.MaxPool2d op) {
    return image("MaxPool", List.of(), Attributes.window(op.window()));
  }

  @Override
  public Void avgPool2d(Op.AvgPool2d op) {
    if (Attributes.isDilated(op.window())) {
      return dilatedAveragePool(op);
    }
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(op.window()));
    attributes.add(Attributes.integer("count_include_pad", op.countPadding() ? 1 : 0));
    return image("AveragePool", List.of(), attributes);
  }

  @Override
  public Void globalAvgPool2d(Op.GlobalAvgPool2d op) {
    return image("GlobalAveragePool", List.of(), List.of());
  }

  @Override
  public Void add(Op.Add op) {
    return parts.end("Add", parts.spread());
  }

  @Override
  public Void mul(Op.Mul op) {
    return parts.end("Mul", parts.spread());
  }

  @Override
  public Void concat(Op.Concat op) {
    return parts.end("Concat", parts.all(), channels());
  }

  @Override
  public Void softmax(Op.Softmax op) {
    return parts.one("Softmax", List.of(), channels());
  }

  @Override
  public Void logSoftmax(Op.LogSoftmax op) {
    return parts.one("LogSoftmax", List.of(), channels());
  }

  @Override
  public Void prelu(Op.PRelu op) {
    int[] dims = parameterDims(op.channels());
    return parts.one("PRelu", List.of(graph().constant(name() + ".slope", op.slope(), dims)));
  }

  /** ONNX has channels behind a batch. */
  @Override
  public Void batchNorm(Op.BatchNorm op) {
    int channels = op.channels();
    List<String> inputs = new ArrayList<>();
    boolean alone = parts.lead() == 0;
    inputs.add(
        alone
            ? parts.step("batch", "Unsqueeze", List.of(parts.read(0), parts.axes(0, 1)))
            : parts.read(0));
    inputs.add(graph().constant(name() + ".scale", op.scale(), channels));
    inputs.add(graph().constant(name() + ".shift", op.shift(), channels));
    inputs.add(graph().constant(name() + ".mean", op.mean(), channels));
    inputs.add(graph().constant(name() + ".variance", op.variance(), channels));
    AttributeProto epsilon = Attributes.real("epsilon", op.epsilon());
    if (!alone) {
      return parts.end("BatchNormalization", inputs, epsilon);
    }
    String batch = parts.step("normed", "BatchNormalization", inputs, epsilon);
    return parts.end("Squeeze", List.of(batch, parts.axes(0, 1)));
  }

  @Override
  public Void affine(Op.Affine op) {
    int[] dims = parameterDims(op.channels());
    String scale = graph().constant(name() + ".scale", op.scale(), dims);
    String shift = graph().constant(name() + ".shift", op.shift(), dims);
    String product = parts.step("scaled", "Mul", List.of(parts.read(0), scale));
    return parts.end("Add", List.of(product, shift));
  }

  /** Dimensions of parameters that are per element, or else per channel. */
  private int[] parameterDims(int count) {
    Shape in = parts.shape(0);
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
    Shape in = parts.shape(0).last(3);
    Shape out = parts.out().last(3);
    int channels = in.dim(0);
    float[] ones = new float[channels * window.kernelHeight() * window.kernelWidth()];
    Arrays.fill(ones, 1);
    String kernel =
        graph()
            .constant(
                name() + ".ones", ones, channels, 1, window.kernelHeight(), window.kernelWidth());
    String counts =
        graph().constant(name() + ".counts", counts(pool, in, out), 1, out.dim(1), out.dim(2));
    List<AttributeProto> attributes = new ArrayList<>(Attributes.window(window));
    attributes.add(Attributes.integer("group", channels));
    ImageParts images = new ImageParts(parts);
    String sum =
        parts.step(
            "sum",
            "Conv",
            List.of(images.image(), kernel),
            attributes.toArray(new AttributeProto[0]));
    return images.end("Div", List.of(sum, counts));
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

package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.ByteScale;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * The graph under construction. It owns the names: every value, node and initializer gets one that
 * nothing else has, derived from the name asked for.
 */
final class GraphContext {
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  private final GraphProto.Builder graph;
  private final InitializerStore initializers;
  private final OnnxSettings settings;
  private final Quantization quantization;
  private final Set<String> valueNames = new HashSet<>(Set.of(INPUT, OUTPUT));
  private final Set<String> nodeNames = new HashSet<>();

  /** Names of the model's values to names in the graph. */
  private final Map<String, String> values = new HashMap<>();

  /** Names of the model's values to the names under which nodes read them, where those differ. */
  private final Map<String, String> reads = new HashMap<>();

  private int opset;

  GraphContext(Model model, OnnxSettings settings) {
    this(model, settings, GraphProto.newBuilder());
  }

  private GraphContext(Model model, OnnxSettings settings, GraphProto.Builder graph) {
    this(model, settings, graph, new InitializerStore.Kept(graph));
  }

  /**
   * @param initializers where constants go
   */
  GraphContext(
      Model model, OnnxSettings settings, GraphProto.Builder graph, InitializerStore initializers) {
    this.graph = graph;
    this.initializers = initializers;
    this.settings = settings;
    this.quantization =
        settings.ranges().map(ranges -> Quantization.of(model, ranges)).orElse(Quantization.none());
    this.opset = settings.opset().orElse(OnnxExporter.OPSET_VERSION);
    graph.setName(model.name().isEmpty() ? "model" : model.name());
    DataType inputType = settings.pixels() ? DataType.UINT8 : DataType.FLOAT;
    graph.addInput(batchOf(INPUT, model.inputShape(), inputType));
    graph.addOutput(batchOf(OUTPUT, model.outputShape(), DataType.FLOAT));
    values.put(Model.INPUT, INPUT);
    if (!model.output().equals(Model.INPUT)) {
      values.put(model.output(), OUTPUT);
    }
    if (settings.pixels()) {
      String numbers = intermediate("pixels");
      AttributeProto toFloat = Attributes.integer("to", DataType.FLOAT.getNumber());
      node("Cast", numbers, List.of(INPUT), numbers, List.of(toFloat));
      values.put(Model.INPUT, numbers);
    }
    finish(Model.INPUT);
  }

  private static ValueInfoProto batchOf(String name, Shape shape, DataType elements) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDimBuilder().setDimParam(OnnxExporter.BATCH_DIMENSION);
    for (int dim : shape.toArray()) {
      dims.addDimBuilder().setDimValue(dim);
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder().setElemType(elements.getNumber()).setShape(dims).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  /** The name under which nodes read a model's value, once it is {@link #finish finished}. */
  String read(String modelValue) {
    return reads.getOrDefault(modelValue, value(modelValue));
  }

  /** To be called when the node that writes a value is there: rounds it where the file does. */
  void finish(String modelValue) {
    ByteScale scale = quantization.of(modelValue);
    if (scale == null) {
      return;
    }
    String name = value(modelValue);
    String step = scalar(name + ".step", scale.scale());
    String zero = unique(name + ".zero", valueNames);
    byte zeroPoint = (byte) scale.zeroPoint();
    initializers.add(1, () -> Initializers.bytes(zero, DataType.UINT8, zeroPoint));
    String rounded = intermediate(name + ".rounded");
    String back = intermediate(name + ".back");
    node("QuantizeLinear", rounded, List.of(name, step, zero), rounded, List.of());
    node("DequantizeLinear", back, List.of(rounded, step, zero), back, List.of());
    reads.put(modelValue, back);
  }

  /** The name of a layer's weight and of its bias, as the profile stores them. */
  List<String> parameters(Node node, Op.Weighted layer) {
    ByteScale input = quantization.of(node.inputs().get(0));
    String weight = node.name() + ".weight";
    String bias = node.name() + ".bias";
    if (input == null) {
      return List.of(
          weight(weight, layer.weight()), constant(bias, layer.bias(), layer.bias().length));
    }
    Int8Weight rounded = Int8Weight.of(layer, input);
    int rows = rounded.scales().length;
    float[] biasSteps = new float[rows];
    for (int r = 0; r < rows; r++) {
      biasSteps[r] = input.scale() * rounded.scales()[r];
    }
    String bytes = bytes(weight + ".rounded", rounded.values(), layer.weight().shape().toArray());
    String integers = unique(bias + ".rounded", valueNames);
    initializers.add(
        (long) Integer.BYTES * rows, () -> Initializers.integers(integers, rounded.bias()));
    return List.of(
        perRow(
            weight,
            bytes,
            rounded.scales(),
            Initializers.bytes("", DataType.INT8, new byte[rows], rows)),
        perRow(bias, integers, biasSteps, Initializers.integers("", new int[rows])));
  }

  /** {@code steps[r] * rounded[r, ...]}. */
  private String perRow(String name, String rounded, float[] steps, TensorProto zeros) {
    String zero = unique(name + ".zero", valueNames);
    TensorProto named = zeros.toBuilder().setName(zero).build();
    initializers.add(named.getSerializedSize(), () -> named);
    String back = intermediate(name);
    List<String> inputs = List.of(rounded, constant(name + ".step", steps, steps.length), zero);
    node("DequantizeLinear", back, inputs, back, List.of(Attributes.integer("axis", 0)));
    return back;
  }

  private String scalar(String name, float value) {
    return constant(name, new float[] {value});
  }

  /** Rounded weights, sparse where the profile says so and that is smaller. */
  private String bytes(String name, byte[] values, int... dims) {
    String unique = unique(name, valueNames);
    if (settings.profile().sparse() && Initializers.isSmallerSparse(values)) {
      SparseTensorProto sparse = Initializers.sparse(unique, values, dims);
      initializers.add(sparse);
    } else {
      initializers.add(
          values.length, () -> Initializers.bytes(unique, DataType.INT8, values, dims));
    }
    return unique;
  }

  /** The graph's name of a model's value. */
  String value(String modelValue) {
    return values.computeIfAbsent(modelValue, name -> unique(name, valueNames));
  }

  /** A new value of the graph that the model does not have. */
  String intermediate(String name) {
    return unique(name, valueNames);
  }

  void node(String opType, String name, String input, String output) {
    node(opType, name, List.of(input), output, List.of());
  }

  void node(
      String opType,
      String name,
      List<String> inputs,
      String output,
      List<AttributeProto> attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(opType)
            .setName(unique(name, nodeNames))
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(attributes));
  }

  /** A constant that every profile stores dense; the result is its name in the graph. */
  String constant(String name, float[] values, int... dims) {
    String unique = unique(name, valueNames);
    initializers.add(
        (long) Float.BYTES * values.length, () -> Initializers.dense(unique, values, dims));
    return unique;
  }

  /** A constant list of integers; the result is its name in the graph. */
  String integers(String name, long... values) {
    String unique = unique(name, valueNames);
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(unique).setDataType(DataType.INT64.getNumber());
    tensor.addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    initializers.add((long) Long.BYTES * values.length, tensor::build);
    return unique;
  }

  /** A weight, stored as the profile says; the result is its name in the graph. */
  String weight(String name, Tensor weight) {
    String unique = unique(name, valueNames);
    int[] dims = weight.shape().toArray();
    long bytes = (long) Float.BYTES * weight.shape().size();
    if (!settings.profile().sparse()) {
      // Not a value is looked at before it is known that all of them fit.
      initializers.add(bytes, () -> Initializers.dense(unique, weight.toArray(), dims));
      return unique;
    }
    float[] values = weight.toArray();
    if (Initializers.isSmallerSparse(values)) {
      initializers.add(Initializers.sparse(unique, values, dims));
    } else {
      initializers.add(bytes, () -> Initializers.dense(unique, values, dims));
    }
    return unique;
  }

  /**
   * Raises the operator set to one that has the operator, or refuses where another is forced.
   *
   * @param since operator set that brought it, where that may be later than the oldest one
   */
  void require(String opType, int since) {
    if (since > opset && settings.opset().isPresent()) {
      throw new IllegalArgumentException(
          "operator " + opType + " needs operator set " + since + ", asked for " + opset);
    }
    opset = Math.max(opset, since);
  }

  /** The version of the standard operators that the nodes so far need or that was asked for. */
  int opset() {
    return opset;
  }

  GraphProto build() {
    return graph.build();
  }

  private static String unique(String wanted, Set<String> taken) {
    String base = wanted.isEmpty() ? "unnamed" : wanted;
    String name = base;
    for (int i = 1; !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }
}

package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
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
import org.sparsevd.onnx.level.RealModel;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Tensor;

/**
 * The graph under construction. It owns the names: every value, node and initializer gets one that
 * nothing else has, derived from the name asked for.
 */
final class GraphContext {
  /** What the only output of a model is called whose only input is {@link Model#INPUT}. */
  private static final String OUTPUT = "output";

  private final Model model;
  private final GraphProto.Builder graph;
  private final InitializerStore initializers;
  private final OnnxSettings settings;
  private final Quantization quantization;
  private final Batching batching;
  private final GraphExtents extents;
  private final List<Model.Output> copies = new ArrayList<>();
  private final Set<String> valueNames = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();

  /** Names of the model's values to names in the graph. */
  private final Map<String, String> values = new HashMap<>();

  /** Names of the model's values to the names under which nodes read them, where those differ. */
  private final Map<String, String> reads = new HashMap<>();

  private int opset;

  GraphContext(RealModel real, OnnxSettings settings) {
    this(real, settings, GraphProto.newBuilder());
  }

  private GraphContext(RealModel real, OnnxSettings settings, GraphProto.Builder graph) {
    this(real, settings, graph, new InitializerStore.Kept(graph));
  }

  /**
   * @param initializers where constants go
   */
  GraphContext(
      RealModel real,
      OnnxSettings settings,
      GraphProto.Builder graph,
      InitializerStore initializers) {
    this.model = real.model();
    this.graph = graph;
    this.initializers = initializers;
    this.settings = settings;
    this.quantization =
        settings
            .ranges()
            .map(ranges -> Quantization.of(model, ranges))
            .orElseGet(() -> Quantization.of(real));
    this.batching = Batching.of(model);
    this.extents = new GraphExtents(this, model);
    this.opset = settings.opset().orElse(Opsets.of(model));
    graph.setName(model.name().isEmpty() ? "model" : model.name());
    declare();
    model.inputs().forEach(input -> finish(input.name()));
  }

  /** Names what goes in and out before all else, and writes it down. */
  private void declare() {
    GraphEnds ends = new GraphEnds(model, settings.pixels());
    for (Model.Input input : model.inputs()) {
      String name = unique(input.name(), valueNames);
      graph.addInput(ends.input(input, name));
      values.put(input.name(), name);
    }
    for (Model.Output output : model.outputs()) {
      String name = unique(model.isPlain() ? OUTPUT : output.name(), valueNames);
      graph.addOutput(ends.output(output, name));
      // A value has one name: what is an input, or two outputs, is copied.
      boolean named = values.containsKey(output.value());
      if (named || model.batched() && lead(output.value()) == 0) {
        copies.add(new Model.Output(name, output.value()));
      } else {
        values.put(output.value(), name);
      }
    }
    if (settings.pixels()) {
      String input = model.onlyInput().name();
      String numbers = intermediate("pixels");
      AttributeProto toFloat = Attributes.integer("to", DataType.FLOAT.getNumber());
      node("Cast", numbers, List.of(value(input)), numbers, List.of(toFloat));
      values.put(input, numbers);
    }
  }

  /** Outputs that are copies of other values, to be written when all nodes are there. */
  List<Model.Output> copies() {
    return copies;
  }

  /** How many dimensions stand in front of a value's shape: one or none. */
  int lead(String modelValue) {
    return batching.lead(modelValue);
  }

  /** Extents that the graph computes. */
  GraphExtents extents() {
    return extents;
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
    Int8Weight rounded = quantization.weight(node, layer);
    String weight = node.name() + ".weight";
    String bias = node.name() + ".bias";
    if (rounded == null) {
      return List.of(
          weight(weight, layer.weight()), constant(bias, layer.bias(), layer.bias().length));
    }
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
    node(opType, name, inputs, List.of(output), attributes);
  }

  /** A node of several outputs; an empty name is one that nothing reads. */
  void node(
      String opType,
      String name,
      List<String> inputs,
      List<String> outputs,
      List<AttributeProto> attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(opType)
            .setName(unique(name, nodeNames))
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(attributes));
  }

  /** A constant that every profile stores dense; the result is its name in the graph. */
  String constant(String name, float[] values, int... dims) {
    String unique = unique(name, valueNames);
    initializers.add(
        (long) Float.BYTES * values.length, () -> Initializers.dense(unique, values, dims));
    return unique;
  }

  /** Values of any type, floats as weights are stored; the result is their name in the graph. */
  String typed(String name, ElementType type, Tensor values) {
    if (type == ElementType.FLOAT) {
      return weight(name, values);
    }
    String unique = unique(name, valueNames);
    long bytes = (long) Long.BYTES * values.shape().size();
    initializers.add(
        bytes,
        () ->
            Initializers.typed(
                unique, GraphEnds.type(type), values.toArray(), values.shape().toArray()));
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

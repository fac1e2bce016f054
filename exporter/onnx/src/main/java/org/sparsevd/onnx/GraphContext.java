package org.sparsevd.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
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
import org.sparsevd.model.Shape;
import org.sparsevd.model.Tensor;

/**
 * The graph under construction. It owns the names: every value, node and initializer gets one that
 * nothing else has, derived from the name asked for.
 */
final class GraphContext {
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  /** Files end at 2 GiB; the rest of the graph gets a generous part of it. */
  private static final long MOST_WEIGHT_BYTES = Integer.MAX_VALUE - (1L << 26);

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final OnnxProfile profile;
  private final String modelName;
  private final Set<String> valueNames = new HashSet<>(Set.of(INPUT, OUTPUT));
  private final Set<String> nodeNames = new HashSet<>();

  /** Names of the model's values to names in the graph. */
  private final Map<String, String> values = new HashMap<>();

  private long weightBytes;

  GraphContext(Model model, OnnxProfile profile) {
    this.profile = profile;
    this.modelName = model.name();
    graph.setName(model.name().isEmpty() ? "model" : model.name());
    graph.addInput(batchOf(INPUT, model.inputShape()));
    graph.addOutput(batchOf(OUTPUT, model.outputShape()));
    values.put(Model.INPUT, INPUT);
    if (!model.output().equals(Model.INPUT)) {
      values.put(model.output(), OUTPUT);
    }
  }

  private static ValueInfoProto batchOf(String name, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDimBuilder().setDimParam("N");
    for (int dim : shape.toArray()) {
      dims.addDimBuilder().setDimValue(dim);
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(DataType.FLOAT.getNumber())
            .setShape(dims)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
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
    reserve((long) Float.BYTES * values.length);
    graph.addInitializer(Initializers.dense(unique, values, dims));
    return unique;
  }

  /** A weight, stored as the profile says; the result is its name in the graph. */
  String weight(String name, Tensor weight) {
    float[] values = weight.toArray();
    int[] dims = weight.shape().toArray();
    if (profile == OnnxProfile.SPARSE && Initializers.isSmallerSparse(values)) {
      String unique = unique(name, valueNames);
      SparseTensorProto sparse = Initializers.sparse(unique, values, dims);
      reserve(sparse.getSerializedSize());
      graph.addSparseInitializer(sparse);
      return unique;
    }
    return constant(name, values, dims);
  }

  private void reserve(long bytes) {
    weightBytes += bytes;
    if (weightBytes > MOST_WEIGHT_BYTES) {
      throw new IllegalArgumentException(
          "model '"
              + modelName
              + "' has more than "
              + MOST_WEIGHT_BYTES
              + " bytes of weights: ONNX files end at 2 GiB");
    }
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

package org.sparsevd.langchain4j;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Random;

/**
 * An ONNX file of a cross-encoder as exporters of BERT write it, but small: tables of pieces,
 * places and types, attention under a mask, a tanh over the first token, and a score.
 */
final class MadeUpCrossEncoder {
  private static final int WIDTH = 8;
  private static final int OPSET = 13;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("cross-encoder");
  private final Random random;

  private MadeUpCrossEncoder(long seed) {
    random = new Random(seed);
  }

  /**
   * The file.
   *
   * @param scores that it gives for a pair
   */
  static byte[] file(int pieces, int longest, int scores, long seed) {
    return new MadeUpCrossEncoder(seed).model(pieces, longest, scores).toByteArray();
  }

  private ModelProto model(int pieces, int longest, int scores) {
    for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
      graph.addInput(info(input, DataType.INT64));
    }
    floats("pieces", pieces, WIDTH);
    floats("places", longest, WIDTH);
    floats("types", 2, WIDTH);
    integers("one", 1);
    integers("zero", 0);
    embedded();
    attended();
    node("Gather", "first", List.of("hidden", "start"), attribute("axis", 1));
    floats("pool", WIDTH, WIDTH);
    node("MatMul", "pooling", List.of("first", "pool"));
    node("Tanh", "pooled", List.of("pooling"));
    floats("classifier", WIDTH, scores);
    node("MatMul", "logits", List.of("pooled", "classifier"));
    graph.addOutput(info("logits", DataType.FLOAT));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  private void embedded() {
    TensorProto start =
        TensorProto.newBuilder().setName("start").setDataType(7).addInt64Data(0).build();
    graph.addInitializer(start);
    node("Shape", "shape", List.of("input_ids"));
    node("Gather", "length", List.of("shape", "one"), attribute("axis", 0));
    TensorProto step =
        TensorProto.newBuilder().setName("step").setDataType(7).addInt64Data(1).build();
    graph.addInitializer(step);
    node("Squeeze", "end", List.of("length", "zero"));
    node("Range", "numbers", List.of("start", "end", "step"));
    node("Gather", "of pieces", List.of("pieces", "input_ids"));
    node("Gather", "of types", List.of("types", "token_type_ids"));
    node("Gather", "of places", List.of("places", "numbers"));
    node("Add", "typed", List.of("of pieces", "of types"));
    node("Add", "embedded", List.of("typed", "of places"));
  }

  private void attended() {
    for (String part : List.of("query", "key", "value")) {
      floats(part + " weight", WIDTH, WIDTH);
      node("MatMul", part, List.of("embedded", part + " weight"));
    }
    node("Transpose", "keys", List.of("key"), permutation(0, 2, 1));
    node("MatMul", "products", List.of("query", "keys"));
    integers("axis one", 1);
    node("Unsqueeze", "mask", List.of("attention_mask", "axis one"));
    node("Cast", "kept", List.of("mask"), attribute("to", DataType.FLOAT.getNumber()));
    constant("whole", 1);
    node("Sub", "masked", List.of("whole", "kept"));
    constant("far", -10_000);
    node("Mul", "penalty", List.of("masked", "far"));
    node("Add", "penalised", List.of("products", "penalty"));
    node("Softmax", "shares", List.of("penalised"), attribute("axis", -1));
    node("MatMul", "attention", List.of("shares", "value"));
    node("Add", "hidden", List.of("attention", "embedded"));
  }

  private static ValueInfoProto info(String name, DataType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    if (type == DataType.INT64) {
      shape.addDimBuilder().setDimParam("sequence");
    }
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    if (type == DataType.INT64) {
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private void node(String type, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static AttributeProto permutation(long... places) {
    AttributeProto.Builder builder =
        AttributeProto.newBuilder().setName("perm").setType(AttributeType.INTS);
    for (long place : places) {
      builder.addInts(place);
    }
    return builder.build();
  }

  private void floats(String name, int rows, int columns) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addDims(rows)
            .addDims(columns);
    for (int i = 0; i < rows * columns; i++) {
      tensor.addFloatData((float) random.nextGaussian());
    }
    graph.addInitializer(tensor);
  }

  private void constant(String name, float value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addFloatData(value));
  }

  private void integers(String name, long value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64.getNumber())
            .addDims(1)
            .addInt64Data(value));
  }
}

package org.sparsevd.onnx;

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
import com.google.protobuf.ByteString;
import java.util.List;
import org.sparsevd.onnx.tensor.Initializers;

/** ONNX files by hand, as strangers write them: from one input {@code x}, batch first. */
public final class GraphWriter {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("stranger");
  private final int opset;

  public GraphWriter(int opset, long... dims) {
    this.opset = opset;
    graph.addInput(info("x", dims));
  }

  private static ValueInfoProto info(String name, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    for (long dim : dims) {
      shape.addDimBuilder().setDimValue(dim);
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber());
    if (dims.length > 0) {
      type.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  /** The builder itself, for what has no method here. */
  public GraphProto.Builder graph() {
    return graph;
  }

  /** A node named after its output. */
  public GraphWriter node(
      String opType, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(opType)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  public GraphWriter floats(String name, float[] values, int... dims) {
    graph.addInitializer(Initializers.dense(name, values, dims));
    return this;
  }

  public GraphWriter sparse(String name, float[] values, int... dims) {
    graph.addSparseInitializer(Initializers.sparse(name, values, dims));
    return this;
  }

  public GraphWriter integers(String name, long... values) {
    graph.addInitializer(integerTensor(values).setName(name));
    return this;
  }

  public static TensorProto.Builder integerTensor(long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(DataType.INT64.getNumber()).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor;
  }

  public static AttributeProto tensor(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public ModelProto build(String output) {
    GraphProto.Builder complete = graph.clone().clearOutput().addOutput(info(output));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(complete)
        .build();
  }

  public byte[] bytes(String output) {
    return build(output).toByteArray();
  }
}

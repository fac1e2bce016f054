package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.ReadAlike;
import org.sparsevd.onnx.tensor.Initializers;

/** Weights and shapes that pass through nodes of constants before a layer reads them. */
class ConstantsTest {
  private static GraphWriter graph() {
    return new GraphWriter(13, 6);
  }

  private static float[] values(int count) {
    return RandomModels.values(new Random(count), count, 1);
  }

  /** The graph goes on by a product of x with "W". */
  private static void assertFolded(GraphWriter graph) throws Exception {
    Model model =
        ReadAlike.assertReadAlike(graph.node("MatMul", "y", List.of("x", "W")).bytes("y"));
    assertThat(model.nodes()).extracting(Node::name).containsExactly("y");
  }

  @Test
  void movements() throws Exception {
    assertFolded(
        graph()
            .floats("w", values(24), 24)
            .integers("s", 6, -1)
            .node("Reshape", "W", List.of("w", "s")));
    assertFolded(
        graph()
            .floats("w", values(24), 1, 6, 4)
            .integers("a", 0)
            .node("Squeeze", "W", List.of("w", "a")));
    assertFolded(
        graph()
            .floats("w", values(24), 6, 4)
            .integers("a", 0, -1)
            .node("Unsqueeze", "u", List.of("w", "a"))
            .node("Squeeze", "W", List.of("u")));
    assertFolded(graph().floats("w", values(24), 6, 2, 2).node("Flatten", "W", List.of("w")));
    assertFolded(graph().floats("w", values(24), 6, 4).node("Identity", "W", List.of("w")));
    assertFolded(
        graph()
            .floats("w", values(24), 2, 4, 3)
            .integers("s", 6, 4)
            .node("Transpose", "t", List.of("w"), integers("perm", 2, 0, 1))
            .node("Reshape", "W", List.of("t", "s")));
  }

  @Test
  void parts() throws Exception {
    assertFolded(
        graph()
            .floats("w", values(12), 6, 2)
            .floats("v", values(12), 6, 2)
            .node("Concat", "W", List.of("w", "v"), integer("axis", -1)));
    assertFolded(
        graph()
            .floats("w", values(96), 12, 8)
            .integers("from", -1, 7)
            .integers("to", -100, 0)
            .integers("axes", 0, -1)
            .integers("steps", -2, -2)
            .node("Slice", "W", List.of("w", "from", "to", "axes", "steps")));
    assertFolded(
        graph()
            .floats("w", values(30), 6, 5)
            .integers("i", 4, 0, -2)
            .node("Gather", "W", List.of("w", "i"), integer("axis", 1)));
    assertFolded(
        graph()
            .floats("w", values(4), 1, 4)
            .integers("s", 6, 1)
            .node("Expand", "W", List.of("w", "s")));
  }

  @Test
  void arithmeticOfMasksAndScales() throws Exception {
    for (String operator : List.of("Add", "Sub", "Mul", "Div")) {
      assertFolded(
          graph()
              .floats("w", values(24), 6, 4)
              .floats("m", new float[] {0.5f, -1, 2, 3}, 4)
              .node(operator, "W", List.of("w", "m")));
    }
    float[] mask = {1, 0, 0, 1, 1, 0};
    assertFolded(
        graph()
            .sparse("w", values(24), 6, 4)
            .floats("m", mask, 6, 1)
            .node("Mul", "W", List.of("m", "w")));
  }

  /** A constant that two nodes change stays what it is for each. */
  @Test
  void aConstantIsReadTwice() throws Exception {
    byte[] file =
        graph()
            .floats("a", values(6), 6)
            .floats("b", values(6), 6)
            .node("Add", "c", List.of("a", "b"))
            .node("Sub", "p", List.of("x", "c"))
            .node("Div", "q", List.of("p", "c"))
            .node("Sub", "y", List.of("q", "c"))
            .bytes("y");
    ReadAlike.assertReadAlike(file);
  }

  @Test
  void divisorsWithoutAReciprocalDivide() throws Exception {
    ReadAlike.assertReadAlike(
        graph().floats("c", new float[] {1e-40f}).node("Div", "y", List.of("x", "c")).bytes("y"));
  }

  @Test
  void weightsOfEightBits() throws Exception {
    byte[] bytes = new byte[24];
    new Random(1).nextBytes(bytes);
    for (DataType type : List.of(DataType.INT8, DataType.UINT8)) {
      GraphWriter one = graph().floats("step", new float[] {0.01f});
      one.graph().addInitializer(Initializers.bytes("w", type, bytes, 6, 4));
      one.graph().addInitializer(Initializers.bytes("zero", type, (byte) 3));
      assertFolded(one.node("DequantizeLinear", "W", List.of("w", "step", "zero")));
    }
    for (int axis : new int[] {0, 1}) {
      int count = axis == 0 ? 6 : 4;
      GraphWriter each = graph().floats("step", values(count), count);
      each.graph().addInitializer(Initializers.bytes("w", DataType.INT8, bytes, 6, 4));
      each.graph()
          .addInitializer(Initializers.bytes("zero", DataType.INT8, new byte[count], count));
      assertFolded(
          each.node("DequantizeLinear", "W", List.of("w", "step", "zero"), integer("axis", axis)));
    }
  }

  @Test
  void otherFloatTypesAreCast() throws Exception {
    TensorProto.Builder doubles =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(DataType.DOUBLE.getNumber())
            .addDims(6)
            .addDims(4);
    for (float value : values(24)) {
      doubles.addDoubleData(value);
    }
    GraphWriter graph = graph();
    graph.graph().addInitializer(doubles);
    assertFolded(graph.node("Cast", "W", List.of("w"), to(DataType.FLOAT)));
  }

  private static AttributeProto to(DataType type) {
    return integer("to", type.getNumber());
  }

  /** As tf2onnx writes shapes: by way of INT32, of floats, of products of extents. */
  @Test
  void shapesOfOtherTypes() throws Exception {
    for (DataType type : List.of(DataType.INT32, DataType.FLOAT)) {
      byte[] file =
          new GraphWriter(13, 4, 4, 2)
              .integers("zero", 0)
              .integers("one", 1)
              .integers("rest", 32)
              .node("Shape", "s", List.of("x"))
              .node("Cast", "other", List.of("s"), to(type))
              .node("Slice", "b", List.of("other", "zero", "one", "zero"))
              .node("Cast", "rest2", List.of("rest"), to(type))
              .node("Cast", "b2", List.of("b"), to(DataType.INT64))
              .node("Cast", "rest3", List.of("rest2"), to(DataType.INT64))
              .node("Concat", "shape", List.of("b2", "rest3"), integer("axis", 0))
              .node("Reshape", "y", List.of("x", "shape"))
              .bytes("y");
      ReadAlike.assertReadAlike(file);
    }
  }

  @Test
  void productsAndQuotientsOfExtents() throws Exception {
    byte[] file =
        new GraphWriter(13, 4, 6, 3)
            .integers("zero", 0)
            .integers("one", 1)
            .integers("two", 2)
            .integers("three", 3)
            .node("Shape", "s", List.of("x"))
            .node("Slice", "b", List.of("s", "zero", "one", "zero"))
            .node("Slice", "h", List.of("s", "one", "two", "zero"))
            .node("Slice", "w", List.of("s", "two", "three", "zero"))
            .node("Mul", "hw", List.of("h", "w"))
            .node("Div", "half", List.of("hw", "two"))
            .node("Sub", "less", List.of("half", "one"))
            .node("Add", "more", List.of("less", "one"))
            .node("Mul", "same", List.of("b", "one"))
            .integers("m", -1)
            .node("Concat", "shape", List.of("same", "more", "m"), integer("axis", 0))
            .node("Reshape", "y", List.of("x", "shape"))
            .bytes("y");
    ReadAlike.assertReadAlike(file);
  }

  @Test
  void whatHasNoValueIsRefused() {
    refused(
        graph()
            .integers("two", 2)
            .node("Shape", "s", List.of("x"))
            .node("Mul", "t", List.of("s", "two"))
            .node("Reshape", "y", List.of("x", "t")),
        "node 'y' (Reshape): Reshape to [2*batch, 12] takes 24*batch elements, found [batch, 6]");
    refused(
        graph()
            .integers("a", 2, 3)
            .integers("zero", 0, 1)
            .node("Div", "t", List.of("a", "zero"))
            .node("Reshape", "y", List.of("x", "t")),
        "node 't' (Div): of 2 and 0: no quotient");
    refused(
        graph()
            .integers("a", Long.MAX_VALUE)
            .node("Add", "t", List.of("a", "a"))
            .node("Reshape", "y", List.of("x", "t")),
        "node 't' (Add): of 9223372036854775807 and 9223372036854775807",
        "overflow");
    refused(
        graph()
            .floats("a", values(6), 2, 3)
            .floats("b", values(4), 4)
            .node("Mul", "t", List.of("a", "b"))
            .node("Add", "y", List.of("x", "t")),
        "node 't' (Mul): Times does not take shapes [[2, 3], [4]]");
  }

  @Test
  void anyOperatorOfConstantsIsComputed() throws Exception {
    ReadAlike.assertReadAlike(
        graph()
            .floats("a", values(6), 6)
            .node("Softmax", "t", List.of("a"))
            .node("Add", "y", List.of("x", "t"))
            .bytes("y"));
  }

  /** Constants may not grow beyond what the file's size justifies. */
  @Test
  void constantsThatClaimMuch() {
    refused(
        graph()
            .floats("a", values(1), 1)
            .integers("s", 1 << 15, 1 << 15)
            .node("Expand", "t", List.of("a", "s"))
            .node("Add", "y", List.of("x", "t")),
        "node 't' (Expand)",
        "1073741825 elements, a file of this size may ask for");
    refused(
        graph()
            .integers("s", 1 << 15, 1 << 15)
            .node("ConstantOfShape", "t", List.of("s"))
            .node("Add", "y", List.of("x", "t")),
        "node 't' (ConstantOfShape): claims");
    refused(
        graph()
            .integers("s", 1 << 16, 1 << 16)
            .node("ConstantOfShape", "t", List.of("s"))
            .node("Add", "y", List.of("x", "t")),
        "node 't' (ConstantOfShape)",
        "more than 2^31-1 elements");
  }

  private static void refused(GraphWriter graph, String... reasons) {
    ImportOptions options = ImportOptions.NONE.withMemory(0);
    assertThatThrownBy(() -> OnnxImporter.read(graph.bytes("y"), options))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(reasons);
  }
}

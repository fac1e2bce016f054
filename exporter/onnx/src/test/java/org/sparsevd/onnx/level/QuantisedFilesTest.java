package org.sparsevd.onnx.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.int8.ByteLayers;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.Closeness;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxRuntime;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.tensor.Initializers;

/**
 * Files of integers, as other tools write them, against ONNX Runtime: to the last bit where whole
 * numbers decide. Weights stay within 63, since it adds pairs of products in 16 bits.
 */
class QuantisedFilesTest {
  private static final long SEED = 18;

  private final Random random = new Random(SEED);

  /** Numbers with many ties among them: multiples of a half step. */
  private float[] input(int size, float step) {
    float[] input = new float[size];
    for (int i = 0; i < size; i++) {
      boolean tie = random.nextBoolean();
      input[i] = tie ? step * (random.nextInt(600) - 300) / 2 : (float) random.nextGaussian() * 2;
    }
    return input;
  }

  private byte[] weights(int size) {
    byte[] weights = new byte[size];
    for (int i = 0; i < size; i++) {
      weights[i] = (byte) (random.nextInt(127) - 63);
    }
    return weights;
  }

  private static TensorProto byteOf(String name, DataType type, int value) {
    return Initializers.bytes(name, type, (byte) value);
  }

  private static GraphWriter with(GraphWriter graph, TensorProto... tensors) {
    graph.graph().addAllInitializer(List.of(tensors));
    return graph;
  }

  /** An input rounded to levels: {@code q}, with {@code s} and {@code z}. */
  private static GraphWriter rounded(float step, DataType type, int zero, long... dims) {
    GraphWriter graph = new GraphWriter(13, dims).floats("s", new float[] {step});
    return with(graph, byteOf("z", type, zero)).node("QuantizeLinear", "q", List.of("x", "s", "z"));
  }

  private void assertEqual(ModelProto file, float step, int... dims) throws Exception {
    Model read = OnnxImporter.read(file.toByteArray());
    Model model = read.symbols().isEmpty() ? read : read.bind(Map.of("batch", 1));
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    try (OnnxRuntime runtime = new OnnxRuntime(file.toByteArray())) {
      for (int i = 0; i < 20; i++) {
        float[] input = input(size, step);
        assertThat(new Interpreter(model).run(input)).isEqualTo(runtime.run(input, 1, dims));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17, 128, 255})
  void valuesAreRoundedAsTheFileSays(int zero) throws Exception {
    for (float step : new float[] {0.03f, 0.1f, 1 / 32f, 0.0371f}) {
      DataType type = zero < 100 ? DataType.UINT8 : DataType.INT8;
      GraphWriter graph = rounded(step, type, zero, 40);
      graph.node("DequantizeLinear", "y", List.of("q", "s", "z"));
      assertEqual(graph.build("y"), step, 40);
    }
  }

  @Test
  void eachChannelMayHaveAStep() throws Exception {
    GraphWriter graph = new GraphWriter(13, 3, 20).floats("s", new float[] {.03f, .05f, .1f}, 3);
    with(graph, Initializers.bytes("z", DataType.UINT8, new byte[] {0, 100, (byte) 255}, 3));
    graph
        .node("QuantizeLinear", "q", List.of("x", "s", "z"))
        .node("DequantizeLinear", "y", List.of("q", "s", "z"));
    assertEqual(graph.build("y"), .05f, 3, 20);
  }

  /** Pooled and flattened in bytes; no level is turned into a real number in between. */
  @ParameterizedTest
  @ValueSource(ints = {0, 120})
  void layersOfIntegersAreLayersOfLevels(int zero) throws Exception {
    GraphWriter graph = rounded(.03f, DataType.UINT8, 100, 3, 8, 8);
    graph
        .floats("ws", new float[] {.004f, .003f, .002f, .005f}, 4)
        .floats("ys", new float[] {.05f});
    graph.floats("ds", new float[] {.003f}).floats("os", new float[] {.1f});
    with(
        graph,
        Initializers.bytes("w", DataType.INT8, weights(108), 4, 3, 3, 3),
        Initializers.bytes("wz", DataType.INT8, new byte[4], 4),
        byteOf("yz", DataType.UINT8, zero),
        Initializers.bytes("d", DataType.INT8, weights(640), 64, 10),
        byteOf("dz", DataType.INT8, 0),
        byteOf("oz", DataType.UINT8, 128));
    graph
        .node(
            "QLinearConv",
            "c",
            List.of("q", "s", "z", "w", "ws", "wz", "ys", "yz"),
            integers("pads", 1, 1, 1, 1))
        .node(
            "MaxPool", "p", List.of("c"), integers("kernel_shape", 2, 2), integers("strides", 2, 2))
        .node("Flatten", "f", List.of("p"))
        .node("QLinearMatMul", "o", List.of("f", "ys", "yz", "d", "ds", "dz", "os", "oz"))
        .node("DequantizeLinear", "y", List.of("o", "os", "oz"));
    assertEqual(graph.build("y"), .03f, 3, 8, 8);
    Model model = OnnxImporter.read(graph.bytes("y"));
    assertThat(ByteLayers.of(model)).containsExactly("c", "o_sums");
    assertThat(model.nodes().stream().filter(node -> node.op() instanceof Op.Quantize)).hasSize(3);
  }

  /** A bias is added behind the product, so that of a near tie the neighbour may come out. */
  @Test
  void biasesOfIntegerLayersAreReal() throws Exception {
    GraphWriter graph = rounded(.03f, DataType.INT8, 7, 3, 6, 6);
    graph.floats("ws", new float[] {.004f}).floats("ys", new float[] {.06f});
    with(
        graph,
        Initializers.bytes("w", DataType.INT8, weights(108), 4, 3, 3, 3),
        byteOf("wz", DataType.INT8, 0),
        byteOf("yz", DataType.INT8, -20),
        Initializers.integers("b", new int[] {1000, -700, 33, 0}));
    graph
        .node("QLinearConv", "c", List.of("q", "s", "z", "w", "ws", "wz", "ys", "yz", "b"))
        .node("DequantizeLinear", "y", List.of("c", "ys", "yz"));
    assertEqual(graph.build("y"), .03f, 3, 6, 6);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stepsThatValuesGiveAreThoseOfOnnxRuntime(boolean signed) throws Exception {
    DataType type = signed ? DataType.INT8 : DataType.UINT8;
    GraphWriter graph = new GraphWriter(13, 40).floats("ws", new float[] {.01f});
    with(
        graph,
        Initializers.bytes("w", type, weights(640), 40, 16),
        byteOf("wz", type, signed ? 0 : 130));
    graph
        .graph()
        .addNode(
            NodeProto.newBuilder()
                .setOpType("DynamicQuantizeLinear")
                .addInput("x")
                .addAllOutput(List.of("q", "s", "z")));
    graph
        .node("MatMulInteger", "m", List.of("q", "w", "z", "wz"))
        .node("Cast", "f", List.of("m"), integer("to", DataType.FLOAT.getNumber()))
        .node("Mul", "ss", List.of("s", "ws"))
        .node("Mul", "y", List.of("f", "ss"));
    assertEqual(graph.build("y"), .03f, 40);
  }

  @Test
  void convolutionsGiveSums() throws Exception {
    GraphWriter graph = rounded(.03f, DataType.UINT8, 100, 3, 9, 9);
    with(graph, Initializers.bytes("w", DataType.INT8, weights(162), 6, 3, 3, 3));
    graph
        .node(
            "ConvInteger",
            "c",
            List.of("q", "w", "z"),
            integers("pads", 1, 1, 1, 1),
            integers("strides", 2, 2))
        .node("Cast", "y", List.of("c"), integer("to", DataType.FLOAT.getNumber()));
    assertEqual(graph.build("y"), .03f, 3, 9, 9);
  }

  /** Turned back, pooled and rounded again with the same step: levels stay what they are. */
  @Test
  void pairsAroundMovementsGo() throws Exception {
    GraphWriter graph = rounded(.03f, DataType.UINT8, 100, 2, 4, 4);
    graph
        .node("DequantizeLinear", "d", List.of("q", "s", "z"))
        .node("MaxPool", "p", List.of("d"), integers("kernel_shape", 2, 2))
        .node("QuantizeLinear", "q2", List.of("p", "s", "z"))
        .node("DequantizeLinear", "y", List.of("q2", "s", "z"));
    assertEqual(graph.build("y"), .03f, 2, 4, 4);
    Model model = OnnxImporter.read(graph.bytes("y"));
    assertThat(model.nodes().stream().filter(node -> node.op() instanceof Op.Quantize)).hasSize(1);
  }

  private static ModelProto contrib(GraphWriter graph, NodeProto.Builder node) {
    graph.graph().addNode(node.setDomain("com.microsoft").setName("y").addOutput("y"));
    return graph.build("y").toBuilder()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void matricesOfFewBitsHaveAStepForEachBlock(int bits) throws Exception {
    int block = 32 * bits / 8;
    float[] steps = new float[36];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = random.nextFloat();
    }
    byte[] packed = new byte[12 * 3 * block];
    byte[] zeros = new byte[12 * ((3 * bits + 7) / 8)];
    random.nextBytes(packed);
    random.nextBytes(zeros);
    for (boolean withZeros : new boolean[] {true, false}) {
      GraphWriter graph = new GraphWriter(21, 70).floats("s", steps, 36);
      with(
          graph,
          Initializers.bytes("w", DataType.UINT8, packed, 12, 3, block),
          Initializers.bytes("z", DataType.UINT8, zeros, zeros.length));
      NodeProto.Builder node =
          NodeProto.newBuilder()
              .setOpType("MatMulNBits")
              .addAllInput(withZeros ? List.of("x", "w", "s", "z") : List.of("x", "w", "s"))
              .addAttribute(integer("K", 70))
              .addAttribute(integer("N", 12))
              .addAttribute(integer("bits", bits))
              .addAttribute(integer("block_size", 32));
      ModelProto file = contrib(graph, node);
      float[] input = input(70, 1);
      try (OnnxRuntime runtime = new OnnxRuntime(file.toByteArray())) {
        float[] found = new Interpreter(OnnxImporter.read(file.toByteArray())).run(input);
        Closeness.assertClose(found, runtime.run(input, 1, 70));
      }
    }
  }

  @Test
  void halvesOfBytesAndBlocksAreTurnedBack() throws Exception {
    byte[] packed = new byte[320];
    random.nextBytes(packed);
    float[] steps = new float[48];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = random.nextFloat();
    }
    for (DataType type : List.of(DataType.INT4, DataType.UINT4)) {
      GraphWriter graph = new GraphWriter(21, 40).floats("s", steps, 3, 16);
      TensorProto.Builder weight =
          TensorProto.newBuilder()
              .setName("w")
              .setDataType(type.getNumber())
              .addDims(40)
              .addDims(16)
              .setRawData(ByteString.copyFrom(packed));
      with(graph, weight.build());
      AttributeProto[] blocks = {integer("axis", 0), integer("block_size", 16)};
      graph
          .node("DequantizeLinear", "d", List.of("w", "s"), blocks)
          .node("MatMul", "y", List.of("x", "d"));
      byte[] file = graph.build("y").toBuilder().setIrVersion(10).build().toByteArray();
      float[] input = input(40, 1);
      try (OnnxRuntime runtime = new OnnxRuntime(file)) {
        float[] found = new Interpreter(OnnxImporter.read(file)).run(input);
        Closeness.assertClose(found, runtime.run(input, 1, 40));
      }
    }
  }

  @Test
  void whatIsNotReadIsRefusedByName() {
    GraphWriter graph = rounded(.03f, DataType.UINT8, 100, 4);
    NodeProto.Builder gemm =
        NodeProto.newBuilder().setOpType("QGemm").addAllInput(List.of("q", "s", "z"));
    assertThatThrownBy(() -> OnnxImporter.read(contrib(graph, gemm).toByteArray()))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("node 'y' (com.microsoft.QGemm): the operator is not supported");
    GraphWriter blocks = new GraphWriter(21, 70).floats("s", new float[1], 1);
    with(blocks, Initializers.bytes("w", DataType.UINT8, new byte[3], 3));
    NodeProto.Builder cut =
        NodeProto.newBuilder()
            .setOpType("MatMulNBits")
            .addAllInput(List.of("x", "w", "s"))
            .addAttribute(integer("K", 70))
            .addAttribute(integer("N", Integer.MAX_VALUE / 2))
            .addAttribute(integer("block_size", 32));
    assertThatThrownBy(() -> OnnxImporter.read(contrib(blocks, cut).toByteArray()))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("input 2 has 3 numbers, expected");
  }
}

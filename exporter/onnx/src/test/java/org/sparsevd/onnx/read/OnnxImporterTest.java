package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.Closeness;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxRuntime;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.ReadAlike;
import org.sparsevd.onnx.tensor.Float16;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.onnx.write.Attributes;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

class OnnxImporterTest {
  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void exportedModelsComeBack(long seed) throws Exception {
    Model model = RandomModels.draw(seed);
    float[] input = RandomModels.values(new Random(seed), model.inputShape().size(), 1);
    float[] expected = new Interpreter(model).run(input);
    for (OnnxProfile profile : List.of(OnnxProfile.DENSE, OnnxProfile.SPARSE)) {
      Model back = OnnxImporter.read(OnnxExporter.export(model, profile));
      assertThat(back.name()).isEqualTo(model.name());
      assertThat(back.metadata()).isEqualTo(model.metadata());
      float[] found = new Interpreter(back).run(input);
      if (model.nodes().stream().anyMatch(OnnxImporterTest::isDilatedMean)) {
        Closeness.assertClose(found, expected);
      } else {
        assertThat(found).isEqualTo(expected);
      }
      assertWeightsSurvive(model, back);
    }
  }

  /** The one operator that comes back as two others, with divisors turned into factors. */
  private static boolean isDilatedMean(Node node) {
    return node.op() instanceof Op.AvgPool2d pool && Attributes.isDilated(pool.window());
  }

  /** Every weight that the output depends on is there again, to the last bit. */
  private static void assertWeightsSurvive(Model model, Model back) {
    Map<String, Op.Weighted> before = weighted(model);
    Map<String, Op.Weighted> after = weighted(back);
    before.keySet().retainAll(after.keySet());
    before.forEach(
        (name, op) -> {
          Tensor weight = after.get(name).weight();
          assertThat(weight.shape()).isEqualTo(op.weight().shape());
          assertThat(weight.toArray()).isEqualTo(op.weight().toArray());
          assertThat(after.get(name).bias()).isEqualTo(op.bias());
        });
  }

  private static Map<String, Op.Weighted> weighted(Model model) {
    Map<String, Op.Weighted> weighted = new HashMap<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted op) {
        weighted.put(node.name(), op);
      }
    }
    return weighted;
  }

  @Test
  void aChainComesBackNodeByNode() throws Exception {
    float[] weight = RandomModels.values(new Random(1), 300, 0.05);
    Model model =
        new Model.Chain("chain", Shape.of(2, 3, 5))
            .add("pixels", new Op.Affine(new float[] {0.5f, 2}, new float[] {1, -1}))
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(10, 30), weight), new float[10]))
            .add("relu", new Op.Relu())
            .build()
            .withMetadata(Map.of("seed", "7"));
    Model back = OnnxImporter.read(OnnxExporter.export(model, OnnxProfile.SPARSE));
    assertThat(back.nodes()).extracting(Node::name).containsExactly("pixels", "flat", "fc", "relu");
    assertThat(((Op.Weighted) back.nodes().get(2).op()).weight()).isInstanceOf(SparseTensor.class);
    float[] input = RandomModels.values(new Random(2), 30, 1);
    assertThat(new Interpreter(back).run(input)).isEqualTo(new Interpreter(model).run(input));
  }

  @Test
  void matMulAndAddBecomeOneDenseLayer() throws Exception {
    byte[] file =
        new GraphWriter(13, 2)
            .floats("w", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .floats("b", new float[] {7, 8, 9}, 3)
            .node("MatMul", "m", List.of("x", "w"))
            .node("Add", "y", List.of("b", "m"))
            .bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(model.nodes()).hasSize(1);
    assertThat(model.nodes().get(0).op())
        .isInstanceOfSatisfying(
            Op.Dense.class,
            dense -> {
              assertThat(dense.weight().toArray()).containsExactly(1, 4, 2, 5, 3, 6);
              assertThat(dense.bias()).containsExactly(7, 8, 9);
            });
  }

  @Test
  void aRowIsBroadcastOverTheImage() throws Exception {
    byte[] file =
        new GraphWriter(13, 2, 2)
            .floats("row", new float[] {1, 2}, 2)
            .node("Mul", "y", List.of("x", "row"))
            .bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(model.outputShape()).isEqualTo(Shape.of(2, 2));
    assertThat(((Op.Affine) model.nodes().get(0).op()).scale()).containsExactly(1, 2, 1, 2);
  }

  @Test
  void ceilModeAddsNoWindowThatSeesOnlyPadding() throws Exception {
    byte[] file =
        new GraphWriter(13, 1, 4, 5)
            .node(
                "MaxPool",
                "y",
                List.of("x"),
                integers("kernel_shape", 1, 2),
                integers("strides", 2, 2),
                integer("ceil_mode", 1))
            .bytes("y");
    assertThat(OnnxImporter.read(file).outputShape()).isEqualTo(Shape.of(1, 2, 3));
  }

  /** What PyTorch writes for {@code x.view(x.size(0), -1)} with a free batch. */
  @Test
  void shapesComputedInTheGraphAreFollowed() throws Exception {
    GraphWriter writer =
        new GraphWriter(13, 2, 3)
            .integers("minus", -1)
            .integers("zero", 0)
            .node("Constant", "index", List.of(), integer("value_int", 0))
            .node("Shape", "shape", List.of("x"))
            .node("Gather", "batch", List.of("shape", "index"), integer("axis", 0))
            .node("Unsqueeze", "first", List.of("batch", "zero"))
            .node("Concat", "target", List.of("first", "minus"), integer("axis", 0))
            .node("Reshape", "flat", List.of("x", "target"))
            .integers("from", 0)
            .integers("to", 1)
            .integers("rest", 3, 2)
            .node("Slice", "again", List.of("shape", "from", "to"))
            .node("Concat", "turned", List.of("again", "rest"), integer("axis", 0))
            .node("Reshape", "y", List.of("flat", "turned"));
    ReadAlike.assertReadAlike(writer.bytes("y"));
    assertThat(OnnxImporter.read(writer.bytes("flat")).outputShape()).isEqualTo(Shape.of(6));
    assertThat(OnnxImporter.read(writer.bytes("y")).outputShape()).isEqualTo(Shape.of(3, 2));
  }

  @Test
  void emptyPaddingAndTransposedConstantsDisappear() throws Exception {
    byte[] file =
        new GraphWriter(13, 2)
            .floats("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
            .integers("pads", 0, 0, 0, 0)
            .node("Transpose", "t", List.of("w"), integers("perm", 1, 0))
            .node("Pad", "p", List.of("x", "pads"), GraphWriter.text("mode", "constant"))
            .node("MatMul", "y", List.of("p", "t"))
            .bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(model.nodes()).extracting(Node::name).containsExactly("y");
    assertThat(new Interpreter(model).run(new float[] {1, 10})).containsExactly(21, 43, 65);
  }

  static List<TensorProto> encodings() {
    ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putDouble(0, 1.5).putDouble(8, -0.25);
    ByteString doubles = ByteString.copyFrom(bytes.array(), 0, 16);
    bytes.putShort(0, (short) 0x3e00).putShort(2, (short) 0xb400);
    ByteString halves = ByteString.copyFrom(bytes.array(), 0, 4);
    bytes.putShort(0, (short) 0x3fc0).putShort(2, (short) 0xbe80);
    ByteString brains = ByteString.copyFrom(bytes.array(), 0, 4);
    return List.of(
        tensor(DataType.FLOAT).addFloatData(1.5f).addFloatData(-0.25f).build(),
        tensor(DataType.DOUBLE).addDoubleData(1.5).addDoubleData(-0.25).build(),
        tensor(DataType.FLOAT16).addInt32Data(0x3e00).addInt32Data(0xb400).build(),
        tensor(DataType.BFLOAT16).addInt32Data(0x3fc0).addInt32Data(0xbe80).build(),
        tensor(DataType.DOUBLE).setRawData(doubles).build(),
        tensor(DataType.FLOAT16).setRawData(halves).build(),
        tensor(DataType.BFLOAT16).setRawData(brains).build());
  }

  private static TensorProto.Builder tensor(DataType type) {
    return TensorProto.newBuilder().setName("w").setDataType(type.getNumber()).addDims(2);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void everyEncodingOfAFloatIsRead(TensorProto tensor) throws Exception {
    GraphWriter writer = new GraphWriter(13, 2);
    writer.graph().addInitializer(tensor);
    writer.node("Cast", "f", List.of("w"), integer("to", DataType.FLOAT.getNumber()));
    Model model = OnnxImporter.read(writer.node("Mul", "y", List.of("x", "f")).bytes("y"));
    assertThat(new Interpreter(model).run(new float[] {2, 4})).containsExactly(3, -1);
  }

  @Test
  void halfPrecisionCoversItsEdges() {
    assertThat(Float16.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Float16.toFloat((short) 0x83ff)).isEqualTo(-0x3ffp-24f);
    assertThat(Float16.toFloat((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(Float16.toFloat((short) 0x7bff)).isEqualTo(65504);
    assertThat(Float16.toFloat((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0x7e00)).isNaN();
    assertThat(1 / Float16.toFloat((short) 0x8000)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void sparseConstantsWithCoordinatesAreRead() throws Exception {
    GraphWriter writer = new GraphWriter(13, 2);
    writer
        .graph()
        .addSparseInitializerBuilder()
        .setValues(Initializers.dense("w", new float[] {5, 6}, 2))
        .setIndices(GraphWriter.integerTensor(0, 1, 2, 0).clearDims().addDims(2).addDims(2))
        .addDims(3)
        .addDims(2);
    byte[] file = writer.node("Gemm", "y", List.of("x", "w"), integer("transB", 1)).bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(new Interpreter(model).run(new float[] {1, 10})).containsExactly(50, 0, 6);
  }

  @Test
  void squeezeUnsqueezeAndDropoutLeaveValuesAlone() throws Exception {
    byte[] file =
        new GraphWriter(13, 3, 1, 1)
            .integers("axes", 2, -1)
            .integers("last", -1)
            .node("Squeeze", "s", List.of("x", "axes"))
            .node("Dropout", "d", List.of("s"))
            .node("Relu", "y", List.of("d"))
            .bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(model.nodes()).extracting(Node::name).containsExactly("s", "y");
    assertThat(model.outputShape()).isEqualTo(Shape.of(3));
  }

  /** What a net of Keras becomes: channels last outside, channels first in each convolution. */
  @Test
  void transpositionsToAndFroDisappear() throws Exception {
    float[] kernel = RandomModels.values(new Random(1), 2 * 3, 1);
    float[] weight = RandomModels.values(new Random(2), 2 * 20, 1);
    GraphWriter writer =
        new GraphWriter(13, 3, 4, 5)
            .floats("k", kernel, 2, 3, 1, 1)
            .floats("w", weight, 40, 1)
            .integers("flat", 0, -1)
            .node("Transpose", "last", List.of("x"), integers("perm", 0, 2, 3, 1))
            .node("Transpose", "first", List.of("last"), integers("perm", 0, 3, 1, 2))
            .node("Conv", "c", List.of("first", "k"))
            .node("Transpose", "back", List.of("c"), integers("perm", 0, 2, 3, 1))
            .node("Reshape", "f", List.of("back", "flat"))
            .node("MatMul", "y", List.of("f", "w"));
    byte[] file = writer.bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(model.nodes()).extracting(Node::name).containsExactly("c", "f", "y");
    float[] input = RandomModels.values(new Random(3), 60, 1);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      Closeness.assertClose(new Interpreter(model).run(input), runtime.run(input, 1, 3, 4, 5));
    }
  }

  @Test
  void zerosAroundAnImageBecomePaddingOfTheConvolution() throws Exception {
    byte[] file =
        new GraphWriter(13, 1, 2, 2)
            .floats("w", new float[] {1, 2, 3, 4}, 1, 1, 2, 2)
            .integers("pads", 0, 0, 0, 0, 0, 0, 1, 1)
            .node("Pad", "p", List.of("x", "pads"))
            .node("Conv", "y", List.of("p", "w"))
            .bytes("y");
    Model model = OnnxImporter.read(file);
    assertThat(model.nodes()).extracting(Node::name).containsExactly("y");
    assertThat(new Interpreter(model).run(new float[] {1, 1, 1, 1})).containsExactly(10, 4, 3, 1);
  }

  @Test
  void partsThatTheOutputDoesNotNeedAreLeftOut() throws Exception {
    byte[] file =
        new GraphWriter(13, 3)
            .node("Relu", "y", List.of("x"))
            .node("NonMaxSuppression", "z", List.of("x"))
            .bytes("y");
    assertThat(OnnxImporter.read(file).nodes()).extracting(Node::name).containsExactly("y");
  }

  @Test
  void everythingUnsupportedIsSaidAtOnce() {
    byte[] file =
        new GraphWriter(13, 3, 8, 8)
            .node("Bernoulli", "a", List.of("x"))
            .node("Multinomial", "b", List.of("a"))
            .node("Relu", "c", List.of("b"), integer("strange", 1))
            .bytes("c");
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("3 problems")
        .hasMessageContaining("node 'a' (Bernoulli): the operator is not supported")
        .hasMessageContaining("node 'b' (Multinomial): the operator is not supported")
        .hasMessageContaining("node 'c' (Relu): attribute 'strange' is not supported");
  }

  /** A mean over channels is read where every dimension counts. */
  @Test
  void whatIsNoObstacleIsNotListed() {
    byte[] file =
        new GraphWriter(13, 3, 8, 8)
            .integers("shape", 0, 3, 65)
            .node("Reshape", "a", List.of("x", "shape"))
            .node("Relu", "after", List.of("a"))
            .node("ReduceMean", "b", List.of("x"), integers("axes", 1))
            .node("Add", "sum", List.of("after", "b"))
            .bytes("sum");
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("node 'a' (Reshape): Reshape to [batch, 3, 65]")
        .hasMessageContaining("found [batch, 3, 8, 8]")
        .hasMessageNotContaining("ReduceMean");
  }

  /** Behind a refused node, only what no shape could mend. */
  @Test
  void whatStandsBehindARefusedNodeIsListedToo() {
    byte[] file =
        new GraphWriter(13, 3, 8, 8)
            .integers("shape", 0, 3, 65)
            .node("Bernoulli", "a", List.of("x"))
            .floats("factors", new float[] {1, 1, 2, 2}, 4)
            .node("Resize", "b", List.of("a", "", "factors"), integer("antialias", 1))
            .node("Reshape", "c", List.of("b", "shape"))
            .node("Relu", "d", List.of("c"))
            .node("Flatten", "e", List.of("d"), integer("block_size", 2))
            .bytes("e");
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("3 problems")
        .hasMessageContaining("node 'a' (Bernoulli): the operator is not supported")
        .hasMessageContaining("node 'b' (Resize): attribute 'antialias' is 1, only 0 is supported")
        .hasMessageContaining("node 'e' (Flatten): attribute 'block_size' is not supported");
  }

  @Test
  void filesAreReadAndNamedInErrors(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("model.onnx");
    Model model = RandomModels.draw(1);
    OnnxExporter.write(model, OnnxProfile.DENSE, path);
    assertThat(OnnxImporter.read(path).name()).isEqualTo(model.name());
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> OnnxImporter.read(path))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith(path.toString());
    assertThatThrownBy(() -> OnnxImporter.read(folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("directory");
  }
}

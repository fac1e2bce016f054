package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.sparsevd.onnx.write.Attributes.integer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.onnx.write.OnnxExporter;

/** Files that lie, break off or go round in circles: refused, with a reason, in little memory. */
@Timeout(30)
class HostileFilesTest {
  static void refused(byte[] file, String... reasons) {
    // A heap of any size must not matter here.
    ImportOptions options = ImportOptions.NONE.withMemory(0);
    assertThatThrownBy(() -> OnnxImporter.read(file, options))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(reasons);
  }

  private static GraphWriter dense(TensorProto weight) {
    GraphWriter writer = new GraphWriter(13, 4);
    writer.graph().addInitializer(weight);
    return writer.node("MatMul", "y", List.of("x", "w"));
  }

  private static TensorProto.Builder claim(long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName("w").setDataType(DataType.FLOAT.getNumber());
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor;
  }

  @Test
  void emptyFilesAndOtherFiles() {
    refused(new byte[0], "no graph");
    refused("<html>not a model</html>".getBytes(), "not an ONNX");
    refused(new byte[1000], "not an ONNX");
  }

  @Test
  void everyTruncationIsRefusedOrOnlyLosesMetadata() throws Exception {
    Model model = RandomModels.draw(4);
    byte[] file = OnnxExporter.export(model, OnnxProfile.SPARSE);
    int read = 0;
    for (int length = 0; length < file.length; length++) {
      try {
        Model cut = OnnxImporter.read(Arrays.copyOf(file, length));
        assertThat(cut.nodes()).hasSameSizeAs(OnnxImporter.read(file).nodes());
        read++;
      } catch (OnnxException e) {
        assertThat(e).hasMessageContaining("not an ONNX");
      }
    }
    assertThat(read).as("cuts between metadata entries").isLessThan(4);
  }

  @Test
  void flippedBitsNeverCauseAnythingButARefusal() {
    for (long seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      byte[] file = OnnxExporter.export(RandomModels.draw(seed), OnnxProfile.SPARSE);
      for (int i = 0; i < 300; i++) {
        byte[] broken = file.clone();
        for (int flips = random.nextInt(3); flips >= 0; flips--) {
          broken[random.nextInt(broken.length)] ^= 1 << random.nextInt(8);
        }
        try {
          OnnxImporter.read(broken);
        } catch (OnnxException e) {
          assertThat(e.getMessage()).as("seed %d, change %d", seed, i).isNotBlank();
        }
      }
    }
  }

  @Test
  void cyclesAndDanglingInputs() {
    byte[] cycle =
        new GraphWriter(13, 4)
            .node("Add", "a", List.of("x", "b"))
            .node("Relu", "b", List.of("a"))
            .bytes("b");
    refused(cycle, "node 'a' (Add): reads 'b', which is no input");
    refused(new GraphWriter(13, 4).node("Relu", "a", List.of("a")).bytes("a"), "reads 'a'");
    refused(new GraphWriter(13, 4).node("Relu", "y", List.of("gone")).bytes("y"), "'gone'");
    refused(new GraphWriter(13, 4).node("Relu", "y", List.of("x")).bytes("z"), "output 'z'");
    refused(new GraphWriter(13, 4).node("Add", "y", List.of("x")).bytes("y"), "input 2 is missing");
  }

  @Test
  void valuesDefinedTwice() {
    byte[] nodes =
        new GraphWriter(13, 4)
            .node("Relu", "y", List.of("x"))
            .node("Relu", "y", List.of("x"))
            .bytes("y");
    refused(nodes, "two values are named 'y'");
    byte[] initializers =
        new GraphWriter(13, 4)
            .floats("w", new float[1], 1)
            .sparse("w", new float[1], 1)
            .node("Relu", "y", List.of("x"))
            .bytes("y");
    refused(initializers, "two values are named 'w'");
  }

  @Test
  void negativeAndHugeShapes() {
    refused(dense(claim(-4, 2).build()).bytes("y"), "'w' has shape [-4, 2]");
    refused(dense(claim(1L << 40, 2).build()).bytes("y"), "'w' has shape [1099511627776, 2]");
    refused(dense(claim(1 << 20, 1 << 20).build()).bytes("y"), "more than 2^31-1 elements");
    refused(dense(claim(4, 500_000_000).build()).bytes("y"), "needs 2000000000 values, found 0");
    refused(dense(claim(4, 0).build()).bytes("y"), "at least 1");
    refused(new GraphWriter(13, -3).node("Relu", "y", List.of("x")).bytes("y"), "dimension 1");
    refused(new GraphWriter(13, 1L << 40).node("Relu", "y", List.of("x")).bytes("y"), "dimension");
    refused(
        new GraphWriter(13, 1 << 20, 1 << 20).node("Relu", "y", List.of("x")).bytes("y"),
        "have 1099511627776 elements");
  }

  @Test
  void smallFilesThatClaimMuch() {
    byte[] scalar =
        new GraphWriter(13, 2_000_000_000)
            .floats("c", new float[] {1})
            .node("Add", "y", List.of("x", "c"))
            .bytes("y");
    refused(scalar, "node 'y' (Add)", "2000000001 elements", "a file of this size may ask for");
    GraphWriter sparse = new GraphWriter(13, 1);
    sparse
        .graph()
        .addSparseInitializerBuilder()
        .setValues(Initializers.dense("w", new float[] {1}, 1))
        .setIndices(GraphWriter.integerTensor(0))
        .addDims(2_000_000_000)
        .addDims(1);
    sparse.node("Gemm", "y", List.of("x", "w"), integer("transB", 1));
    refused(sparse.bytes("y"), "claims");
    GraphWriter square = new GraphWriter(13, 20_000);
    square
        .graph()
        .addSparseInitializerBuilder()
        .setValues(Initializers.dense("w", new float[] {1}, 1))
        .setIndices(GraphWriter.integerTensor(0))
        .addDims(20_000)
        .addDims(20_000);
    square.node("MatMul", "y", List.of("x", "w"));
    refused(square.bytes("y"), "sparse tensor 'w' claims 400000000 elements");
    GraphWriter repeated = new GraphWriter(13, 1000).floats("w", new float[1_000_000], 1000, 1000);
    String last = "x";
    for (int i = 0; i < 10_000; i++) {
      repeated.node("MatMul", "m" + i, List.of(last, "w"));
      last = "m" + i;
    }
    refused(repeated.bytes(last), "claims", "more than a file of this size can hold");
  }

  @Test
  void sparseIndicesOutOfOrderOrRange() {
    for (long[] indices :
        List.of(
            new long[] {1, 1},
            new long[] {2, 1},
            new long[] {0, 8},
            new long[] {-1, 2},
            new long[] {0, Long.MAX_VALUE})) {
      GraphWriter writer = new GraphWriter(13, 4);
      writer
          .graph()
          .addSparseInitializerBuilder()
          .setValues(Initializers.dense("w", new float[] {1, 2}, 2))
          .setIndices(GraphWriter.integerTensor(indices))
          .addDims(4)
          .addDims(2);
      refused(
          writer.node("MatMul", "y", List.of("x", "w")).bytes("y"), "expected ascending below 8");
    }
  }

  @Test
  void dataThatDoesNotFitItsType() {
    refused(dense(claim(4, 1).addFloatData(1).build()).bytes("y"), "needs 4 values, found 1");
    refused(
        dense(claim(4, 1).setDataType(DataType.STRING.getNumber()).build()).bytes("y"), "STRING");
    refused(dense(claim(4, 1).setDataType(12345).build()).bytes("y"), "unknown type 12345");
    refused(
        dense(claim(4, 1).setDataLocation(DataLocation.EXTERNAL).build()).bytes("y"),
        "'w' lies in another file");
  }

  @Test
  void valuesThatNoFileOfThisSizeMayAskFor() {
    GraphWriter writer = new GraphWriter(13, 1, 4_000, 4_000);
    String last = "x";
    for (int i = 0; i < 10; i++) {
      writer.node("Relu", "r" + i, List.of(last));
      last = "r" + i;
    }
    refused(writer.bytes(last), "elements, a file of this size may ask for");
  }

  @Test
  void filesOfTheWrongKind() {
    GraphWriter relu = new GraphWriter(5, 3).node("Relu", "y", List.of("x"));
    refused(relu.bytes("y"), "operator set 5", "6 to 25");
    refused(new GraphWriter(99, 3).node("Relu", "y", List.of("x")).bytes("y"), "operator set 99");
    long[] ones = new long[100_000];
    Arrays.fill(ones, 1);
    refused(
        new GraphWriter(13, ones).node("Relu", "y", List.of("x")).bytes("y"), "100001 dimensions");
    ModelProto.Builder two =
        new GraphWriter(13, 3).node("Relu", "y", List.of("x")).build("y").toBuilder();
    two.getGraphBuilder().addOutput(two.getGraph().getOutput(0));
    refused(two.build().toByteArray(), "two outputs are named 'y'");
    ModelProto.Builder foreign =
        new GraphWriter(13, 3).node("Relu", "y", List.of("x")).build("y").toBuilder();
    foreign.getGraphBuilder().getNodeBuilder(0).setDomain("com.example");
    refused(foreign.build().toByteArray(), "(com.example.Relu): the operator is not supported");
  }

  @Test
  void manyNodesOfOneNameTakeNoTime() {
    GraphWriter writer = new GraphWriter(13, 3);
    String last = "x";
    for (int i = 0; i < 30_000; i++) {
      writer.node("Relu", "v" + i, List.of(last));
      writer.graph().getNodeBuilder(i).setName("same");
      last = "v" + i;
    }
    byte[] file = writer.bytes(last);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(OnnxImporter.read(file).nodes()).hasSize(30_000));
  }
}

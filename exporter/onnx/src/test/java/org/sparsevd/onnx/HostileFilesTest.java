package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
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
import org.sparsevd.onnx.write.Attributes;
import org.sparsevd.onnx.write.OnnxExporter;

/** Files that lie, break off or go round in circles: refused, with a reason, in little memory. */
@Timeout(30)
class HostileFilesTest {
  private static void refused(byte[] file, String... reasons) {
    assertThatThrownBy(() -> OnnxImporter.read(file))
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
    refused(new GraphWriter(13, 4).node("Add", "y", List.of("x")).bytes("y"), "input 1 is missing");
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
        "more than 2^31-1");
  }

  @Test
  void smallFilesThatClaimMuch() {
    byte[] scalar =
        new GraphWriter(13, 2_000_000_000)
            .floats("c", new float[] {1})
            .node("Add", "y", List.of("x", "c"))
            .bytes("y");
    refused(scalar, "node 'y' (Add): claims", "more than a file of this size can hold");
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
  void nonsenseAttributes() {
    float[] weight = new float[4];
    GraphWriter writer = new GraphWriter(13, 1, 8, 8).floats("w", weight, 1, 1, 2, 2);
    List<String> inputs = List.of("x", "w");
    for (var attribute :
        List.of(
            integers("strides", 0, 1),
            integers("strides", 1),
            integers("strides", Long.MAX_VALUE, 1),
            integers("pads", -1, 0, 0, 0),
            integers("dilations", 1 << 30, 1 << 30),
            integers("kernel_shape", 3, 3),
            integer("group", 0),
            integer("group", 7),
            integer("group", Long.MIN_VALUE),
            integer("strides", 2),
            GraphWriter.text("auto_pad", "SIDEWAYS"))) {
      GraphWriter one = new GraphWriter(13, 1, 8, 8).floats("w", weight, 1, 1, 2, 2);
      refused(one.node("Conv", "y", inputs, attribute).bytes("y"), "node 'y' (Conv)");
    }
    refused(
        writer.node("Conv", "y", inputs, integer("group", 1), integer("group", 1)).bytes("y"),
        "given twice");
  }

  /** Strides of 0 behind auto_pad, and pads whose sums pass 2^31. */
  @Test
  void windowsThatOverflow() {
    GraphWriter strides =
        new GraphWriter(13, 1, 4, 4)
            .node(
                "MaxPool",
                "y",
                List.of("x"),
                integers("kernel_shape", 2, 2),
                integers("strides", 0, 1),
                Attributes.text("auto_pad", "SAME_UPPER"));
    refused(strides.bytes("y"), "node 'y' (MaxPool): attribute 'strides' holds 0");
    for (long pad : new long[] {Integer.MAX_VALUE, 1 << 30, 1 << 24}) {
      GraphWriter pads =
          new GraphWriter(13, 1, 28, 28)
              .floats("w", new float[] {1}, 1, 1, 1, 1)
              .node("Conv", "y", List.of("x", "w"), integers("pads", pad, pad, pad, pad));
      refused(pads.bytes("y"), "node 'y' (Conv): window height", "expected at most 16777216");
    }
    GraphWriter dilations =
        new GraphWriter(13, 1, 28, 28)
            .floats("w", new float[9], 1, 1, 3, 3)
            .node(
                "Conv",
                "y",
                List.of("x", "w"),
                integers("dilations", Integer.MAX_VALUE, Integer.MAX_VALUE));
    refused(dilations.bytes("y"), "node 'y' (Conv): window height");
  }

  @Test
  void nonsenseShapes() {
    long huge = Long.MAX_VALUE;
    for (long[] target :
        List.of(
            new long[] {},
            new long[] {0},
            new long[] {0, 5},
            new long[] {0, -1, -1},
            new long[] {0, huge, huge},
            new long[] {huge, -1},
            new long[] {-1, -1},
            new long[] {0, -2, 3})) {
      GraphWriter writer = new GraphWriter(13, 2, 3).integers("s", target);
      refused(writer.node("Reshape", "y", List.of("x", "s")).bytes("y"), "node 'y' (Reshape)");
    }
    for (long[] axes :
        List.of(
            new long[] {0},
            new long[] {1},
            new long[] {9},
            new long[] {2, 2},
            new long[] {Long.MIN_VALUE})) {
      GraphWriter writer = new GraphWriter(13, 2, 1).integers("s", axes);
      refused(writer.node("Squeeze", "y", List.of("x", "s")).bytes("y"), "node 'y' (Squeeze)");
    }
  }

  private static void refusedNode(
      GraphWriter writer, String op, List<String> inputs, AttributeProto... attributes) {
    refused(writer.node(op, "y", inputs, attributes).bytes("y"), "node 'y' (" + op + ")");
  }

  private static GraphWriter image() {
    return new GraphWriter(13, 2, 4, 4);
  }

  @Test
  void movementsThatCannotBe() {
    List<String> x = List.of("x");
    refusedNode(image(), "Transpose", x);
    refusedNode(image(), "Transpose", x, integers("perm", 1, 0, 2, 3));
    refusedNode(image(), "Transpose", x, integers("perm", 0, 1, 1, 3));
    refusedNode(image(), "Transpose", x, integers("perm", 0, 1, 2, 1L << 40));
    refusedNode(image(), "Softmax", x, integer("axis", 0));
    refusedNode(image(), "Softmax", x, integer("axis", Long.MIN_VALUE));
    refusedNode(image(), "Concat", List.of("x", "x"), integer("axis", 4));
    long huge = Integer.MAX_VALUE;
    for (long[] pads :
        List.of(
            new long[] {1, 0, 0, 0, 0, 0, 0, 0},
            new long[] {0, 0, -1, 0, 0, 0, 0, 0},
            new long[] {0, 0, huge, 0, 0, 0, huge, 0},
            new long[] {0, 0, Long.MAX_VALUE, 0, 0, 0, 0, 0},
            new long[] {0, 0, 1})) {
      refusedNode(image().integers("p", pads), "Pad", List.of("x", "p"));
    }
    for (float factor : new float[] {1.5f, -1, Float.NaN, Float.POSITIVE_INFINITY, 1e9f}) {
      GraphWriter writer = image().floats("s", new float[] {1, 1, factor, factor}, 4);
      refusedNode(
          writer,
          "Resize",
          List.of("x", "", "s"),
          GraphWriter.text("nearest_mode", "floor"),
          GraphWriter.text("coordinate_transformation_mode", "asymmetric"));
    }
    refusedNode(image().integers("n", 1L << 30), "ConstantOfShape", List.of("n"));
  }

  @Test
  void transposedConvolutionsThatCannotBe() {
    float[] weight = new float[2 * 9];
    for (AttributeProto attribute :
        List.of(
            integers("strides", 1 << 30, 1 << 30),
            integers("pads", 3, 3, 3, 3),
            integers("output_padding", Long.MAX_VALUE, 0),
            integers("output_padding", 1),
            integer("group", 0),
            integer("group", 3),
            integers("kernel_shape", 2, 2, 2),
            integers("output_shape", 5, 5))) {
      GraphWriter writer = image().floats("w", weight, 2, 1, 3, 3);
      refusedNode(writer, "ConvTranspose", List.of("x", "w"), attribute);
    }
  }

  @Test
  void boundsAndSlopesThatCannotBe() {
    GraphWriter clip = image().floats("a", new float[] {1}).floats("b", new float[] {-1});
    refusedNode(clip, "Clip", List.of("x", "a", "b"));
    refusedNode(image().floats("a", new float[2], 2), "Clip", List.of("x", "a"));
    refusedNode(image().floats("a", new float[] {Float.NaN}), "Clip", List.of("x", "a"));
    refusedNode(image().floats("s", new float[3], 3, 1, 1), "PRelu", List.of("x", "s"));
    refusedNode(image(), "Mul", List.of("x"));
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
    GraphWriter relu = new GraphWriter(8, 3).node("Relu", "y", List.of("x"));
    refused(relu.bytes("y"), "operator set 8", "9 to 25");
    refused(new GraphWriter(99, 3).node("Relu", "y", List.of("x")).bytes("y"), "operator set 99");
    refused(new GraphWriter(13).node("Relu", "y", List.of("x")).bytes("y"), "0 dimensions");
    long[] ones = new long[100_000];
    Arrays.fill(ones, 1);
    refused(
        new GraphWriter(13, ones).node("Relu", "y", List.of("x")).bytes("y"), "100001 dimensions");
    ModelProto.Builder two =
        new GraphWriter(13, 3).node("Relu", "y", List.of("x")).build("y").toBuilder();
    two.getGraphBuilder().addOutput(two.getGraph().getOutput(0));
    refused(two.build().toByteArray(), "expected one output, found [y, y]");
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

package org.sparsevd.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.GraphWriter.tensor;
import static org.sparsevd.onnx.tensor.Initializers.dense;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.ReadAlike;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.tensor.Shape;

/** Which operators of images and channels a file's nodes become, and what these are called. */
class FamiliarTest {
  private static float[] values(int count) {
    return RandomModels.values(new Random(count), count, 1);
  }

  /** The model computes what ONNX Runtime does, with these nodes. */
  private static Model becomes(String expected, GraphWriter graph) throws Exception {
    Model model = ReadAlike.assertReadAlike(graph.bytes("y"));
    String found =
        model.nodes().stream()
            .map(node -> node.name() + ":" + node.op().kind().row().name())
            .collect(Collectors.joining(" "));
    assertThat(found).isEqualTo(expected);
    return model;
  }

  private static GraphWriter image() {
    return new GraphWriter(13, 3, 4, 5);
  }

  @Test
  void aNormStaysWhatTheFileSays() throws Exception {
    Model model =
        becomes(
            "y:BatchNorm",
            image()
                .floats("scale", values(3), 3)
                .floats("shift", values(3), 3)
                .floats("mean", values(3), 3)
                .floats("variance", new float[] {1, 2, 0.5f}, 3)
                .node(
                    "BatchNormalization", "y", List.of("x", "scale", "shift", "mean", "variance")));
    Op.BatchNorm norm = (Op.BatchNorm) model.nodes().get(0).op();
    assertThat(norm.variance()).containsExactly(1, 2, 0.5f);
    assertThat(norm.mean()).isEqualTo(values(3));
  }

  @Test
  void channelsThatStandLastAreJoinedInFront() throws Exception {
    becomes(
        "a:Relu y_joined:Concat y:Transpose",
        image()
            .node("Relu", "a", List.of("x"))
            .node("Transpose", "b", List.of("a"), integers("perm", 0, 2, 3, 1))
            .node("Transpose", "c", List.of("x"), integers("perm", 0, 2, 3, 1))
            .node("Concat", "y", List.of("b", "c"), integer("axis", 3)));
    becomes("y:ConcatAlong", image().node("Concat", "y", List.of("x", "x"), integer("axis", 3)));
  }

  @Test
  void reductionsOfWholeChannelsArePooling() throws Exception {
    becomes(
        "y_Reduce:GlobalAvgPool2d y:Flatten",
        image()
            .node("ReduceMean", "y", List.of("x"), integers("axes", 2, 3), integer("keepdims", 0)));
    becomes("y:MaxPool2d", image().node("GlobalMaxPool", "y", List.of("x")));
  }

  @Test
  void arithmeticWithConstantsIsAffine() throws Exception {
    for (String op : List.of("Add", "Sub", "Mul", "Div")) {
      becomes("y:Affine", image().floats("c", values(3), 3, 1, 1).node(op, "y", List.of("x", "c")));
    }
    becomes("y:Affine", image().floats("c", values(5), 5).node("Sub", "y", List.of("c", "x")));
    becomes(
        "y:PRelu", image().floats("c", values(3), 3, 1, 1).node("PRelu", "y", List.of("x", "c")));
  }

  @Test
  void valuesOfChannelsAreSpread() throws Exception {
    becomes(
        "m:GlobalAvgPool2d y_spread:Upsample2d y:Add",
        image().node("GlobalAveragePool", "m", List.of("x")).node("Add", "y", List.of("m", "x")));
    becomes(
        "m:GlobalAvgPool2d y:Mul",
        image().node("GlobalAveragePool", "m", List.of("x")).node("Mul", "y", List.of("m", "x")));
  }

  @Test
  void imagesGrowInOneStep() throws Exception {
    becomes(
        "y:Upsample2d",
        image()
            .floats("scales", new float[] {1, 1, 2, 3}, 4)
            .node("Resize", "y", List.of("x", "", "scales")));
    becomes(
        "y_shape_1:Upsample2d y:Conv2d",
        image()
            .floats("w", values(24), 3, 2, 2, 2)
            .node("ConvTranspose", "y", List.of("x", "w"), integers("strides", 2, 2)));
  }

  /** Of a constant that becomes a node, too, which is called so. */
  @Test
  void aNodeMayBeCalledLikeAConstant() throws Exception {
    becomes(
        "constant:Constant constant_1:Power y:Power",
        image()
            .floats("c", values(60), 3, 4, 5)
            .node("Abs", "a", List.of("c"))
            .node("Pow", "constant", List.of("a", "x"))
            .node("Pow", "y", List.of("a", "constant")));
  }

  @Test
  void aFixedBatchIsLeftOut() throws Exception {
    GraphWriter graph =
        image().integers("shape", 8, -1).node("Reshape", "y", List.of("x", "shape"));
    graph
        .graph()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .clearDimParam()
        .setDimValue(8);
    Model model = OnnxImporter.read(graph.bytes("y"));
    assertThat(model.batched()).isTrue();
    assertThat(model.outputShape()).isEqualTo(Shape.of(60));
  }

  /** What is read once more, because bounds are cut first, may hold tensors in nodes. */
  @Test
  void tensorsOfNodesAreStoredOnce() throws Exception {
    GraphWriter graph =
        new GraphWriter(13, 1)
            .node("Constant", "table", List.of(), tensor("value", dense("", values(5), 1, 5)))
            .integers("zero", 0)
            .integers("one", 1)
            .node("Shape", "shape", List.of("x"))
            .node("Gather", "length", List.of("shape", "one"))
            .node("Slice", "cut", List.of("table", "zero", "length", "one"))
            .node("Add", "y", List.of("x", "cut"));
    graph
        .graph()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(1)
        .clearDimValue()
        .setDimParam("length");
    Model model = OnnxImporter.read(graph.bytes("y"));
    assertThat(model.outputShape().toString()).isEqualTo("[batch, length]");
  }
}

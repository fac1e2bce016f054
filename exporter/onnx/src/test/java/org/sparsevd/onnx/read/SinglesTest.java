package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.ReadAlike;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.Shape;

/** Values without dimensions behind the batch: {@code [N]}, as a regression gives them. */
class SinglesTest {
  /** A net whose value "z" is {@code [N, 1]} and "h" {@code [N, 4]}. */
  private static GraphWriter graph(int opset) {
    return new GraphWriter(opset, 6)
        .floats("w", RandomModels.values(new Random(1), 24, 1), 6, 4)
        .floats("v", RandomModels.values(new Random(2), 4, 1), 4, 1)
        .node("MatMul", "h", List.of("x", "w"))
        .node("MatMul", "z", List.of("h", "v"))
        .integers("one", 1)
        .integers("rest", -1);
  }

  private static void assertSingle(GraphWriter graph) throws Exception {
    Model model = ReadAlike.assertReadAlike(graph.bytes("y"));
    assertThat(model.outputShape()).isEqualTo(Shape.of(1));
    ReadAlike.assertReadAlike(OnnxExporter.export(model, OnnxProfile.SHRUNK));
  }

  @Test
  void squeezedReshapedGathered() throws Exception {
    assertSingle(graph(13).node("Squeeze", "y", List.of("z", "one")));
    assertSingle(graph(13).node("Squeeze", "y", List.of("z", "rest")));
    assertSingle(graph(13).node("Squeeze", "y", List.of("z")));
    assertSingle(graph(11).node("Squeeze", "y", List.of("z"), integers("axes", 1)));
    assertSingle(graph(13).node("Reshape", "y", List.of("z", "rest")));
    assertSingle(
        graph(13)
            .node("Constant", "i", List.of(), integer("value_int", 0))
            .node("Gather", "y", List.of("z", "i"), integer("axis", 1)));
  }

  @Test
  void reductionsOverUnits() throws Exception {
    assertSingle(
        graph(13)
            .node("ReduceMean", "y", List.of("h"), integers("axes", 1), integer("keepdims", 0)));
    assertSingle(graph(18).node("ReduceMean", "y", List.of("h", "one"), integer("keepdims", 0)));
    assertSingle(graph(13).node("ReduceSum", "y", List.of("h", "one"), integer("keepdims", 0)));
    assertSingle(graph(13).node("ReduceSum", "y", List.of("h", "rest")));
  }

  @Test
  void reductionsOfImages() throws Exception {
    for (int keep : new int[] {0, 1}) {
      GraphWriter image =
          new GraphWriter(13, 3, 4, 5)
              .integers("axes", 2, 3)
              .integers("all", 1, 2, 3)
              .node("ReduceSum", "a", List.of("x", "axes"), integer("keepdims", keep))
              .node("ReduceSum", "y", List.of("x", "all"), integer("keepdims", keep));
      ReadAlike.assertReadAlike(image.bytes("a"));
      ReadAlike.assertReadAlike(image.bytes("y"));
    }
  }

  @Test
  void functionsAndArithmeticOfEachElement() throws Exception {
    GraphWriter graph =
        graph(13)
            .floats("c", new float[] {2})
            .floats("d", new float[] {3}, 1)
            .node("Squeeze", "s", List.of("z", "one"))
            .node("Sigmoid", "t", List.of("s"))
            .node("Mul", "u", List.of("t", "c"))
            .node("Sub", "v2", List.of("d", "u"))
            .node("Add", "w2", List.of("v2", "s"))
            .node("Identity", "i", List.of("w2"))
            .node("Cast", "y", List.of("i"), integer("to", 1));
    assertSingle(graph);
  }

  @Test
  void dimensionsComeBack() throws Exception {
    GraphWriter graph =
        graph(13)
            .integers("column", -1, 1)
            .node("Squeeze", "s", List.of("z", "one"))
            .node("Unsqueeze", "a", List.of("s", "one"))
            .node("Reshape", "b", List.of("s", "column"))
            .node("Add", "y", List.of("a", "b"));
    assertThat(ReadAlike.assertReadAlike(graph.bytes("y")).outputShape()).isEqualTo(Shape.of(1));
  }

  /** What spreads the batch over columns, or is no function of each element. */
  @Test
  void whatMixesTheBatchIsReadAsAWhole() throws Exception {
    whole(single().floats("c", new float[1], 1, 1).node("Add", "y", List.of("s", "c")));
    whole(single().node("Softmax", "y", List.of("s")));
    whole(single().node("Concat", "y", List.of("s", "s"), integer("axis", 0)));
    String reason = "node 'y'";
    refused(single().floats("c", new float[3], 3).node("Add", "y", List.of("s", "c")), reason);
    refused(
        single().node("Add", "y", List.of("s", "h")),
        "node 'y' (Add): Plus does not take shapes [[batch], [batch, 4]]");
  }

  private static Model whole(GraphWriter graph) throws Exception {
    Model model = OnnxImporter.read(graph.bytes("y"));
    assertThat(model.batched()).isFalse();
    return model;
  }

  /** One image a call, said by the file: its dimension goes, too. */
  @Test
  void aFixedBatchOfOneIsSqueezed() throws Exception {
    GraphWriter graph = graph(13).node("Squeeze", "y", List.of("z"));
    graph
        .graph()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .clearDimParam()
        .setDimValue(1);
    assertThat(whole(graph).outputShape()).isEqualTo(Shape.of(new int[0]));
  }

  private static GraphWriter single() {
    return graph(13).node("Squeeze", "s", List.of("z", "one"));
  }

  private static void refused(GraphWriter graph, String reason) {
    assertThatThrownBy(() -> OnnxImporter.read(graph.bytes("y")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining(reason);
  }
}

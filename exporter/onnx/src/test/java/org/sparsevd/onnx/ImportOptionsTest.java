package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;

/** Shapes of inputs and outputs that a caller names in place of those of a file. */
class ImportOptionsTest {
  private static final byte[] FILE =
      new GraphWriter(13, 3, 0, 0)
          .node("Relu", "a", List.of("x"))
          .node("Sigmoid", "b", List.of("a"))
          .bytes("b");

  private static Model read(List<String> shapes, List<String> outputs) throws OnnxException {
    return OnnxImporter.read(FILE, ImportOptions.of(shapes, outputs));
  }

  private static void refused(List<String> shapes, List<String> outputs, String... reasons) {
    assertThatThrownBy(() -> read(shapes, outputs))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(reasons);
  }

  @Test
  void numbersFixWhatAFileLeavesOpen() throws Exception {
    Model whole = OnnxImporter.read(FILE);
    assertThat(whole.batched()).isFalse();
    assertThat(whole.symbols()).hasSize(3);
    Model fixed = read(List.of("x=batch,3,4,5"), List.of());
    assertThat(fixed.batched()).isTrue();
    assertThat(fixed.inputShape().toArray()).containsExactly(3, 4, 5);
    assertThat(read(List.of("n,3,4,5"), List.of()).inputShape()).isEqualTo(fixed.inputShape());
  }

  @Test
  void namesLeaveDimensionsFree() throws Exception {
    Model open = read(List.of("x=1,3,side,side"), List.of());
    assertThat(open.symbols()).containsExactly("side");
    assertThat(open.inputs().get(0).shape().toString()).isEqualTo("[1, 3, side, side]");
  }

  @Test
  void otherValuesComeOut() throws Exception {
    Model model = read(List.of(), List.of("a", "b"));
    assertThat(model.outputs()).extracting(Model.Output::name).containsExactly("a", "b");
    assertThat(read(List.of("x=n,3,4,5"), List.of("a")).nodes()).hasSize(1);
  }

  @Test
  void whatDoesNotFitTheFileIsRefused() {
    refused(List.of("y=1,3,4,5"), List.of(), "for input 'y'", "inputs are x=batch,3,?,?");
    refused(List.of("x=3,4,5"), List.of(), "3 dimensions", "x=batch,3,?,?", "expected 4");
    refused(List.of(), List.of("c"), "no node makes a value 'c'", "outputs are b");
    refused(List.of(), List.of("b", "b"), "named twice");
  }

  @Test
  void whatIsNoShapeIsRefused() {
    for (String bad : List.of("", "x=", "x=1,,2", "x=0,1", "x=-1", "x=1.5", "x=99999999999")) {
      assertThatThrownBy(() -> ImportOptions.of(List.of(bad), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found '" + bad + "'");
    }
    assertThatThrownBy(() -> ImportOptions.of(List.of("x=1", "x=2"), List.of()))
        .hasMessageContaining("two shapes for input 'x'");
  }

  /** A branch on the input {@code rate}, as voice detectors have it. */
  private static GraphWriter choosing(long... dims) {
    GraphWriter writer = new GraphWriter(16, 3);
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(DataType.INT64.getNumber());
    type.setShape(TensorShapeProto.newBuilder());
    for (long dim : dims) {
      type.getShapeBuilder().addDimBuilder().setDimValue(dim);
    }
    writer
        .graph()
        .addInput(
            ValueInfoProto.newBuilder()
                .setName("rate")
                .setType(TypeProto.newBuilder().setTensorType(type)));
    return writer
        .integers("known", 16000)
        .node("Equal", "fast", List.of("rate", "known"))
        .node("If", "y", List.of("fast"), branch("then", "Neg"), branch("else", "Exp"));
  }

  private static AttributeProto branch(String name, String op) {
    GraphProto.Builder body = GraphProto.newBuilder().setName(name);
    body.addNode(NodeProto.newBuilder().setOpType(op).addInput("x").addOutput(name + "_y"));
    body.addOutputBuilder().setName(name + "_y");
    return AttributeProto.newBuilder()
        .setName(name + "_branch")
        .setType(AttributeType.GRAPH)
        .setG(body)
        .build();
  }

  private static Model valued(GraphWriter graph, String... values) throws OnnxException {
    return OnnxImporter.read(graph.bytes("y"), ImportOptions.NONE.withValues(List.of(values)));
  }

  @Test
  void aKnownInputChoosesABranchAndIsNoInput() throws Exception {
    assertThatThrownBy(() -> OnnxImporter.read(choosing().bytes("y")))
        .hasMessageContaining("'y' (If)");
    float[] x = {1, 2, 3};
    Model fast = valued(choosing(), "rate=16000");
    assertThat(fast.inputs()).hasSize(1);
    assertThat(new Interpreter(fast).run(x)).containsExactly(-1, -2, -3);
    Model slow = valued(choosing(1), "rate=8000");
    assertThat(new Interpreter(slow).run(x)[1]).isCloseTo((float) Math.exp(2), within(1e-5f));
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    for (String bad : List.of("rate=1.5", "rate=1e3", "rate", "=1", "rate=", "x=1", "speed=1")) {
      assertThatThrownBy(() -> valued(choosing(), bad))
          .as(bad)
          .isInstanceOfAny(OnnxException.class, IllegalArgumentException.class)
          .hasMessageContaining(bad.equals("=1") ? "=1" : bad.split("=")[0]);
    }
    assertThatThrownBy(() -> valued(choosing(2), "rate=1")).hasMessageContaining("single number");
    assertThatThrownBy(() -> valued(choosing(), "rate=1", "rate=2"))
        .hasMessageContaining("two values for input 'rate'");
  }
}

package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.read.OnnxImporter;

/** Graphs inside nodes, and functions: what is known stands in their place, the rest is refused. */
@Timeout(30)
class FlowRulesTest {
  private static AttributeProto graph(String name, String op, String input) {
    GraphProto.Builder body = GraphProto.newBuilder().setName(name);
    body.addNode(NodeProto.newBuilder().setOpType(op).addInput(input).addOutput(name + "_out"));
    body.addOutputBuilder().setName(name + "_out");
    return AttributeProto.newBuilder()
        .setName(name + "_branch")
        .setType(AttributeType.GRAPH)
        .setG(body)
        .build();
  }

  /** Whether x, one row of six, has more columns than the constant says. */
  private static GraphWriter branch(long columns, String taken, String other) {
    return new GraphWriter(13, 6)
        .integers("least", columns)
        .integers("one", 1)
        .node("Shape", "s", List.of("x"))
        .node("Gather", "c", List.of("s", "one"))
        .node("Greater", "more", List.of("c", "least"))
        .node("Bernoulli", "odd", List.of("x"))
        .node("Neg", "outer", List.of("x"))
        .node(
            "If", "y", List.of("more"), graph("then", taken, "outer"), graph("else", other, "odd"));
  }

  private static float[] run(byte[] file) throws OnnxException {
    Model model = OnnxImporter.read(file);
    Model bound = model.batched() ? model : model.bind(Map.of("batch", 1));
    float[] x = {1, -2, 3, -4, 5, -6};
    return new Interpreter(bound)
        .values(Map.of(bound.inputs().get(0).name(), x))
        .get(bound.outputs().get(0).value());
  }

  @Test
  void theBranchThatIsTakenSeesTheValuesAround() throws Exception {
    // What only the other branch reads may be anything.
    assertThat(run(branch(5, "Relu", "Abs").bytes("y"))).containsExactly(0, 2, 0, 4, 0, 6);
  }

  @Test
  void whatIsNotKnownOrNotSupportedIsRefused() {
    assertThatThrownBy(() -> OnnxImporter.read(branch(6, "Relu", "Abs").bytes("y")))
        .hasMessageContaining("node 'odd' (Bernoulli): the operator is not supported");
    byte[] open =
        new GraphWriter(13, 6)
            .node("ReduceMax", "m", List.of("x"))
            .node("Greater", "c", List.of("m", "m"))
            .node("If", "y", List.of("c"), graph("then", "Relu", "x"), graph("else", "Abs", "x"))
            .bytes("y");
    assertThatThrownBy(() -> OnnxImporter.read(open))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("node 'y' (If): its condition must be known");
    byte[] loop = new GraphWriter(13, 6).node("Loop", "y", List.of("x")).bytes("y");
    assertThatThrownBy(() -> OnnxImporter.read(loop)).hasMessageContaining("'y' (Loop)");
  }

  private static NodeProto call(String name, String input, String output) {
    return NodeProto.newBuilder()
        .setDomain("own")
        .setOpType(name)
        .addInput(input)
        .addOutput(output)
        .build();
  }

  private static FunctionProto.Builder function(String name) {
    return FunctionProto.newBuilder()
        .setDomain("own")
        .setName(name)
        .addInput("a")
        .addOutput("b")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13));
  }

  private static byte[] file(NodeProto call, FunctionProto.Builder... functions) {
    ModelProto.Builder file = new GraphWriter(13, 6).build("y").toBuilder();
    file.getGraphBuilder().addNode(call);
    for (FunctionProto.Builder function : functions) {
      file.addFunctions(function);
    }
    return file.build().toByteArray();
  }

  @Test
  void functionsOfTheFileStandInPlaceOfTheirCalls() throws Exception {
    AttributeProto reference =
        AttributeProto.newBuilder()
            .setName("alpha")
            .setType(AttributeType.FLOAT)
            .setRefAttrName("slope")
            .build();
    FunctionProto.Builder twice =
        function("Leaky")
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("LeakyRelu")
                    .addInput("a")
                    .addOutput("x")
                    .addAttribute(reference))
            .addNode(NodeProto.newBuilder().setOpType("Neg").addInput("x").addOutput("b"));
    AttributeProto half =
        AttributeProto.newBuilder()
            .setName("slope")
            .setType(AttributeType.FLOAT)
            .setF(0.5f)
            .build();
    byte[] file = file(call("Leaky", "x", "y").toBuilder().addAttribute(half).build(), twice);
    assertThat(run(file)).containsExactly(-1, 1, -3, 2, -5, 3);
  }

  /** Each calls the next ten times, the last one the first. */
  @Test
  void functionsThatGoInCirclesAreRefused() {
    FunctionProto.Builder[] functions = new FunctionProto.Builder[30];
    for (int i = 0; i < functions.length; i++) {
      functions[i] = function("f" + i);
      String last = "a";
      for (int k = 0; k < 10; k++) {
        String next = k == 9 ? "b" : "v" + k;
        functions[i].addNode(call("f" + (i + 1) % functions.length, last, next));
        last = next;
      }
    }
    assertThatThrownBy(() -> OnnxImporter.read(file(call("f0", "x", "y"), functions)))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("too deep");
  }
}

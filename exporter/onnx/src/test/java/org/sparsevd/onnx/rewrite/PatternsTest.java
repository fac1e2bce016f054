package org.sparsevd.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.lower.NodeCase;

/** Formulas that files write out become one operator, and compute what they did. */
class PatternsTest {
  private final Random random = new Random(7);

  private NodeCase file() {
    return new NodeCase(random, 14).live(2, 3, 8);
  }

  private static float[] number(double value) {
    return new float[] {(float) value};
  }

  private static void assertOnly(Model model, Op... expected) {
    assertThat(model.nodes()).extracting(node -> node.op()).containsExactly(expected);
  }

  private NodeCase difference() {
    return file()
        .node("ReduceMean", "mean", integers("axes", -1))
        .next("x0", "mean")
        .node("Sub", "d");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void layerNormalisation(boolean power) throws Exception {
    NodeCase file = difference();
    if (power) {
      file.next("d").floats(number(2), 1).node("Pow", "squares");
    } else {
      file.next("d", "d").node("Mul", "squares");
    }
    file.node("ReduceMean", "variance", integers("axes", 2))
        .floats(number(0.01))
        .node("Add", "safe")
        .node("Sqrt", "deviation")
        .next("d", "deviation")
        .node("Div", "normal");
    assertOnly(file.assertAlike(), new Op.Normalise(2, true, 0.01f));
  }

  @Test
  void layerNormalisationOverTwoAxesByReciprocal() throws Exception {
    NodeCase file =
        file()
            .node("ReduceMean", "mean", integers("axes", 1, 2))
            .next("x0", "mean")
            .node("Sub", "d")
            .next("d", "d")
            .node("Mul", "squares")
            .node("ReduceMean", "variance", integers("axes", 1, 2))
            .floats(number(0.01))
            .node("Add", "safe")
            .node("Sqrt", "deviation")
            .node("Reciprocal", "scale")
            .again("d")
            .node("Mul", "normal");
    assertOnly(file.assertAlike(), new Op.Normalise(1, true, 0.01f));
  }

  @Test
  void normalisationByRootMeanSquares() throws Exception {
    NodeCase file =
        file()
            .again("x0")
            .node("Mul", "squares")
            .node("ReduceMean", "mean", integers("axes", -1))
            .floats(number(0.01))
            .node("Add", "safe")
            .floats(number(-0.5))
            .node("Pow", "scale")
            .again("x0")
            .node("Mul", "normal");
    assertOnly(file.assertAlike(), new Op.Normalise(2, false, 0.01f));
  }

  /** Another mean, or one that is read elsewhere as well. */
  @Test
  void whatIsReadElsewhereStays() throws Exception {
    NodeCase file =
        difference()
            .next("d", "d")
            .node("Mul", "squares")
            .node("ReduceMean", "variance", integers("axes", 2))
            .floats(number(0.01))
            .node("Add", "safe")
            .node("Sqrt", "deviation")
            .next("d", "deviation")
            .node("Div", "normal")
            .again("mean")
            .node("Add", "y");
    Model model = file.assertAlike();
    assertThat(model.nodes())
        .extracting(node -> node.name())
        .containsExactly("mean", "normal", "y");
  }

  @Test
  void otherAxesAreNoLayerNormalisation() throws Exception {
    NodeCase file =
        file()
            .node("ReduceMean", "mean", integers("axes", 1))
            .next("x0", "mean")
            .node("Sub", "d")
            .next("d", "d")
            .node("Mul", "squares")
            .node("ReduceMean", "variance", integers("axes", 1))
            .floats(number(0.01))
            .node("Add", "safe")
            .node("Sqrt", "deviation")
            .next("d", "deviation")
            .node("Div", "normal");
    assertThat(file.assertAlike().nodes()).noneMatch(node -> node.op() instanceof Op.Normalise);
  }

  /** The three bracketings of exporters: halves first, last, or within. */
  @ParameterizedTest
  @ValueSource(strings = {"first", "last", "within"})
  void geluByErf(String half) throws Exception {
    NodeCase file = file().floats(number(Math.sqrt(2))).node("Div", "part").node("Erf", "erf");
    file.floats(number(1)).node("Add", "gate");
    assertOnly(halved(file, half).assertAlike(), new Op.Gelu(false));
  }

  private static NodeCase halved(NodeCase file, String half) {
    return switch (half) {
      case "first" ->
          file.next("x0").floats(number(0.5)).node("Mul", "h").again("gate").node("Mul", "y");
      case "last" -> file.again("x0").node("Mul", "g").floats(number(0.5)).node("Mul", "y");
      default -> file.floats(number(0.5)).node("Mul", "h").again("x0").node("Mul", "y");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last", "within"})
  void geluByTanh(String half) throws Exception {
    NodeCase file =
        file()
            .floats(number(3))
            .node("Pow", "cube")
            .floats(number(0.044715))
            .node("Mul", "small")
            .again("x0")
            .node("Add", "sum")
            .floats(number(Math.sqrt(2 / Math.PI)))
            .node("Mul", "argument")
            .node("Tanh", "tanh")
            .floats(number(1))
            .node("Add", "gate");
    assertOnly(halved(file, half).assertAlike(), new Op.Gelu(true));
  }

  @Test
  void geluByTanhOfSquares() throws Exception {
    NodeCase file =
        file()
            .again("x0")
            .node("Mul", "square")
            .floats(number(0.044715))
            .node("Mul", "small")
            .floats(number(1))
            .node("Add", "sum")
            .again("x0")
            .node("Mul", "cubic")
            .floats(number(0.7978845608))
            .node("Mul", "argument")
            .node("Tanh", "tanh")
            .floats(number(1))
            .node("Add", "gate");
    assertOnly(halved(file, "first").assertAlike(), new Op.Gelu(true));
  }

  @Test
  void gates() throws Exception {
    assertOnly(
        file().node("Sigmoid", "s").again("x0").node("Mul", "y").assertAlike(), Op.Function.SILU);
    assertOnly(
        file()
            .node("HardSigmoid", "s", real("alpha", 1 / 6f))
            .again("x0")
            .node("Mul", "y")
            .assertAlike(),
        new Op.HardSwish());
    assertOnly(
        clipped().again("x0").node("Mul", "m").floats(number(6)).node("Div", "y").assertAlike(),
        new Op.HardSwish());
    assertOnly(
        clipped().floats(number(6)).node("Div", "y").assertAlike(),
        new Op.HardSigmoid(1 / 6f, 0.5f));
    assertOnly(
        clipped().floats(number(6)).node("Div", "s").again("x0").node("Mul", "y").assertAlike(),
        new Op.HardSwish());
  }

  private NodeCase clipped() {
    return file()
        .floats(number(3))
        .node("Add", "three")
        .floats(number(0))
        .floats(number(6))
        .node("Clip", "six");
  }

  /** Other numbers, other values, other operators: what is nearly a formula is none. */
  @Test
  void whatIsNearlyAFormulaStays() throws Exception {
    List<Model> models =
        List.of(
            file().node("HardSigmoid", "s").again("x0").node("Mul", "y").assertAlike(),
            clipped().floats(number(5)).node("Div", "y").assertAlike(),
            file().node("Tanh", "s").again("x0").node("Mul", "y").assertAlike(),
            file().node("Sigmoid", "s").live(2, 3, 8).node("Mul", "y").assertAlike());
    assertThat(models)
        .allSatisfy(
            model ->
                assertThat(model.nodes())
                    .noneMatch(
                        node ->
                            node.op() instanceof Op.HardSwish || node.op() == Op.Function.SILU));
    NodeCase gelu = file().floats(number(1.4)).node("Div", "part").node("Erf", "erf");
    gelu.floats(number(1)).node("Add", "gate");
    assertThat(halved(gelu, "first").assertAlike().nodes())
        .noneMatch(node -> node.op() instanceof Op.Gelu);
  }
}

package org.sparsevd.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.lower.NodeCase;
import org.sparsevd.tensor.Shape;

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

  /** {@code [2, 3, 8]} as rows of 2 heads, turned as told. */
  private static NodeCase heads(NodeCase file, String value, String name, int... order) {
    return file.next(value)
        .integers(new long[] {0, 0, 2, 4}, 4)
        .node("Reshape", name + "_apart")
        .node("Transpose", name, integers("perm", Arrays.stream(order).asLongStream().toArray()));
  }

  private static NodeCase rows(NodeCase file) {
    return file.node("Transpose", "rows", integers("perm", 0, 2, 1, 3))
        .integers(new long[] {0, 0, 8}, 3)
        .node("Reshape", "y");
  }

  /** As BERT is exported; with a mask that is added, one that hides, or none. */
  @ParameterizedTest
  @EnumSource(Op.Mask.class)
  void attentionOfHeads(Op.Mask mask) throws Exception {
    NodeCase file = file().live(2, 5, 8).live(2, 5, 8).free(0, 1);
    heads(file, "x0", "q", 0, 2, 1, 3);
    heads(file, "x1", "k", 0, 2, 3, 1);
    heads(file, "x2", "v", 0, 2, 1, 3);
    file.next("q", "k").node("MatMul", "products").floats(number(2)).node("Div", "scores");
    switch (mask) {
      case ADDED -> file.stored(1, 1, 3, 5).node("Add", "masked").fixed();
      case KEPT ->
          file.next()
              .truths(3, 5)
              .again("scores")
              .floats(number(Double.NEGATIVE_INFINITY))
              .node("Where", "masked")
              .fixed();
      case NONE -> {}
    }
    file.node("Softmax", "shares", integer("axis", 3)).again("v").node("MatMul", "mixed");
    Model model = rows(file).assertAlike();
    assertThat(model.nodes())
        .filteredOn(node -> !(node.op() instanceof Op.Constant))
        .extracting(node -> node.op())
        .containsExactly(new Op.Attention(2, mask, false, 0.5f));
  }

  /** Scales at queries and keys, as PyTorch writes them, and keys that were turned before. */
  @Test
  void attentionOfTurnedKeys() throws Exception {
    NodeCase file = new NodeCase(random, 14).live(6, 3, 4).live(6, 5, 4).live(2, 3, 5, 4);
    file.next("x0").integers(new long[] {2, 3, 3, 4}, 4).node("Reshape", "q");
    file.floats(number(0.5)).node("Mul", "qs");
    file.next("x1").node("Transpose", "turned", integers("perm", 0, 2, 1));
    file.integers(new long[] {2, 3, 4, 5}, 4).node("Reshape", "k");
    file.floats(number(0.5)).node("Mul", "ks");
    file.next("qs", "ks").node("MatMul", "scores");
    file.node("Softmax", "shares", integer("axis", -1)).again("x2").node("MatMul", "y");
    assertOnly(
        file.assertAlike(),
        new Op.Reshape(Shape.of(2, 3, 3, 4)),
        new Op.Reshape(Shape.of(2, 3, 5, 4)),
        new Op.Attention(1, Op.Mask.NONE, false, 0.25f));
  }

  /** A softmax over queries, values for all items, a mask that makes more of them. */
  @Test
  void whatIsNearlyAttentionStays() throws Exception {
    for (int nearly = 0; nearly < 4; nearly++) {
      NodeCase file = new NodeCase(random, 14).live(2, 4, 4).live(2, 4, 4).live(2, 4, 4);
      file.live(1, 4, 4).live(3, 1, 4, 4);
      file.next("x0", "x1").node("MatMul", "scores");
      if (nearly == 2) {
        file.again("x4").node("Add", "masked");
      }
      if (nearly == 3) {
        file.node("Tanh", "bent");
      }
      file.node("Softmax", "shares", integer("axis", nearly == 0 ? 1 : -1));
      file.again(nearly == 1 ? "x3" : "x2").node("MatMul", "y");
      assertThat(file.assertAlike().nodes())
          .as("case %d", nearly)
          .noneMatch(node -> node.op() instanceof Op.Attention);
    }
  }

  @Test
  void channelShuffle() throws Exception {
    NodeCase file = new NodeCase(random, 14).live(2, 6, 3, 5).free(0, 2, 3);
    file.next("x0").integers(new long[] {0, 2, 3, 3, 5}, 5).node("Reshape", "groups");
    file.node("Transpose", "turned", integers("perm", 0, 2, 1, 3, 4));
    file.integers(new long[] {0, 6, 3, 5}, 4).node("Reshape", "y").fixed();
    assertOnly(file.assertAlike(), new Op.Shuffle(1, 2));
  }

  /** Other neighbours exchanged, or joined otherwise. */
  @Test
  void whatIsNearlyAShuffleStays() throws Exception {
    for (long[] target : new long[][] {{2, 6, 3, 5}, {2, 3, 6, 5}}) {
      NodeCase file = new NodeCase(random, 14).live(2, 6, 3, 5);
      file.next("x0").integers(new long[] {2, 2, 3, 3, 5}, 5).node("Reshape", "groups");
      boolean others = target[1] == 6;
      file.node(
          "Transpose",
          "turned",
          integers("perm", 0, others ? 1 : 2, others ? 3 : 1, others ? 2 : 3, 4));
      file.integers(target, 4).node("Reshape", "y");
      assertThat(file.assertAlike().nodes()).noneMatch(node -> node.op() instanceof Op.Shuffle);
    }
  }
}

package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.flow.Quads;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class RemoveDeadUnitsTest {
  private static Op.Dense dense(int inputs, float[] bias, float... weight) {
    return new Op.Dense(new DenseTensor(Shape.of(bias.length, inputs), weight), bias);
  }

  /** 1x1 kernels: the weight is a matrix from channels to filters. */
  private static Op.Conv2d convolution(int padding, int channels, float[] bias, float... weight) {
    Shape shape = Shape.of(bias.length, channels, 1, 1);
    return new Op.Conv2d(new DenseTensor(shape, weight), bias, Window.square(1, padding), 1);
  }

  private static Model remove(Model model) {
    Model smaller = new RemoveDeadUnits().apply(model);
    SameFunction.check("smaller", model, smaller, new Random(1));
    return smaller;
  }

  private static Op.Weighted layer(Model model, String name) {
    for (Node node : model.nodes()) {
      if (node.name().equals(name)) {
        return (Op.Weighted) node.op();
      }
    }
    throw new AssertionError("no node " + name);
  }

  private static int units(Model model, String name) {
    return layer(model, name).weight().rows();
  }

  /** Two layers; the second one's zeros come in fours of inputs, or wherever they like. */
  private static Model withDeadUnits(boolean inFours) {
    Random random = new Random(8);
    float[] first = new float[24 * 10];
    float[] second = new float[16 * 24];
    for (int i = 0; i < first.length; i++) {
      int unit = i / 10;
      boolean dead = unit == 5 || unit == 9 || unit / 4 == 3;
      first[i] = dead ? 0 : (float) random.nextGaussian();
    }
    for (int i = 0; i < second.length; i++) {
      boolean zero = inFours ? (i / 24 + i % 24 / 4) % 3 > 0 : (i / 24 + i) % 3 > 0;
      second[i] = zero ? 0 : (float) random.nextGaussian();
    }
    return new Model.Chain("m", Shape.of(10))
        .add("a", new Op.Dense(new DenseTensor(Shape.of(24, 10), first), new float[24]))
        .add("r", new Op.Relu())
        .add("b", new Op.Dense(new DenseTensor(Shape.of(16, 24), second), new float[16]))
        .build();
  }

  @Test
  void whereZerosComeInFoursUnitsGoInFours() {
    assertThat(units(remove(withDeadUnits(false)), "a")).isEqualTo(18);
    Model model = withDeadUnits(true);
    Model smaller = remove(model);
    assertThat(units(smaller, "a")).isEqualTo(20);
    Op.Weighted reader = (Op.Weighted) smaller.nodes().get(2).op();
    assertThat(Quads.of(reader)).isEqualTo(new Quads(false, true));
    float[] x = {1, -2, 3, 0.5f, 4, -1, 2, 2, -3, 1};
    float[] expected = new Interpreter(model).run(x);
    float[] found = new Interpreter(smaller).run(x);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @Test
  void unreadAndConstantNeuronsGo() {
    Model model =
        new Model.Chain("m", Shape.of(3))
            // Live, unread, constant 2, constant -5 (0 behind the rectifier).
            .add("a", dense(3, new float[] {1, 1, 2, -5}, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0))
            .add("r", new Op.Relu())
            .add("b", dense(4, new float[] {10, 20}, 1, 0, 3, 4, 2, 0, 5, 6))
            .build();
    Model smaller = remove(model);
    assertThat(layer(smaller, "a").weight().toArray()).containsExactly(1, 0, 0);
    assertThat(layer(smaller, "b").weight().toArray()).containsExactly(1, 2);
    assertThat(layer(smaller, "b").bias()).containsExactly(16, 30);
    assertThat(new RemoveDeadUnits().effect(model, smaller))
        .isEqualTo("removed 3 of 6 units, and with them 7 weights");
  }

  @Test
  void deathSpreadsUntilNothingChanges() {
    Model model =
        new Model.Chain("m", Shape.of(2))
            .add("a", dense(2, new float[2], 1, 0, 0, 1))
            // The second unit reads only the second, and nobody reads it.
            .add("b", dense(2, new float[2], 1, 0, 0, 1))
            .add("c", dense(2, new float[1], 1, 0))
            .build();
    Model smaller = remove(model);
    assertThat(units(smaller, "b")).isEqualTo(1);
    assertThat(units(smaller, "a")).isEqualTo(1);
    assertThat(smaller.inputShape()).isEqualTo(Shape.of(2));
  }

  @Test
  void constantFilterPassesPoolingAndFlatten() {
    Model model =
        new Model.Chain("m", Shape.of(1, 4, 4))
            .add("c", convolution(0, 1, new float[] {3, 0}, 0, 1))
            .add("p", new Op.MaxPool2d(Window.square(3, 1)))
            .add("r", new Op.Relu())
            .add("a", new Op.AvgPool2d(Window.pooling(4), true))
            .add("f", new Op.Flatten())
            .add("d", dense(2, new float[] {1}, 2, 5))
            .build();
    Model smaller = remove(model);
    assertThat(units(smaller, "c")).isEqualTo(1);
    assertThat(layer(smaller, "d").bias()).containsExactly(7);
  }

  @Test
  void aConstantInFrontOfPaddingStaysUnlessItIsZero() {
    Model kept =
        new Model.Chain("m", Shape.of(1, 3, 3))
            .add("c", convolution(0, 1, new float[] {3, 1}, 0, 1))
            .add("d", convolution(1, 2, new float[] {1}, 2, 5))
            .build();
    assertThat(units(remove(kept), "c")).isEqualTo(2);
    Model zero =
        new Model.Chain("m", Shape.of(1, 3, 3))
            .add("c", convolution(0, 1, new float[] {-3, 1}, 0, 1))
            .add("r", new Op.Relu())
            .add("d", convolution(1, 2, new float[] {1}, 2, 5))
            .build();
    assertThat(units(remove(zero), "c")).isEqualTo(1);
  }

  @Test
  void averagingWithPaddingIsNotConstant() {
    Model model =
        new Model.Chain("m", Shape.of(1, 3, 3))
            .add("c", convolution(0, 1, new float[] {3, 1}, 0, 1))
            .add("p", new Op.AvgPool2d(Window.square(2, 1), true))
            .add("d", convolution(0, 2, new float[] {1}, 2, 5))
            .build();
    assertThat(units(remove(model), "c")).isEqualTo(2);
  }

  @Test
  void unitsThatAreAddedGoTogetherOrStay() {
    Op.Dense left = dense(2, new float[] {1, 1, 1}, 1, 0, 1, 0, 1, 0);
    Op.Dense right = dense(2, new float[] {1, 1, 1}, 0, 1, 0, 1, 0, 0);
    List<Node> nodes =
        List.of(
            new Node("a", left, List.of("input")),
            new Node("b", right, List.of("input")),
            new Node("s", new Op.Add(), List.of("a", "b")),
            // Reads unit 1 and 2 of the sum; unit 2 of b is constant, yet a's is not.
            new Node("d", dense(3, new float[1], 0, 1, 1), List.of("s")),
            // Reads unit 0 of a alone, which therefore stays in b and the sum as well.
            new Node("e", dense(3, new float[1], 1, 0, 0), List.of("a")),
            new Node("o", new Op.Concat(), List.of("d", "e")));
    Model smaller = remove(new Model("m", Shape.of(2), nodes, "o", Map.of()));
    assertThat(units(smaller, "a")).isEqualTo(3);
    assertThat(units(smaller, "b")).isEqualTo(3);
    assertThat(layer(smaller, "b").weight().toArray()).containsExactly(0, 0, 0, 1, 0, 0);

    Model narrow = remove(new Model("m", Shape.of(2), nodes.subList(0, 4), "d", Map.of()));
    assertThat(units(narrow, "a")).isEqualTo(2);
    assertThat(units(narrow, "b")).isEqualTo(2);
  }

  @Test
  void channelsOfAConcatenationGoOneByOne() {
    List<Node> nodes =
        List.of(
            new Node("a", convolution(0, 1, new float[2], 1, 2), List.of("input")),
            new Node("b", convolution(0, 1, new float[3], 3, 4, 5), List.of("input")),
            new Node("c", new Op.Concat(), List.of("a", "b")),
            new Node("n", new Op.Affine(new float[] {1, 2, 3, 4, 5}, new float[5]), List.of("c")),
            new Node("d", convolution(0, 5, new float[1], 0, 1, 1, 0, 1), List.of("n")));
    Model smaller = remove(new Model("m", Shape.of(1, 2, 2), nodes, "d", Map.of()));
    assertThat(layer(smaller, "a").weight().toArray()).containsExactly(2);
    assertThat(layer(smaller, "b").weight().toArray()).containsExactly(3, 5);
    assertThat(((Op.Affine) smaller.nodes().get(3).op()).scale()).containsExactly(2, 3, 5);
  }

  @Test
  void anEmptyNetKeepsAUnitPerLayerAndItsAnswer() {
    Model model =
        new Model.Chain("m", Shape.of(1, 4, 4))
            .add("c", convolution(1, 1, new float[] {1, 2}, 0, 0))
            .add("f", new Op.Flatten())
            .add("d", dense(72, new float[] {1, -1, 4}, new float[3 * 72]))
            .add("r", new Op.Relu())
            .add("e", dense(3, new float[] {1, 2}, 1, 0, 1, 0, 0, 0))
            .add("s", new Op.Softmax())
            .build();
    Model smaller = remove(model);
    assertThat(units(smaller, "c")).isEqualTo(1);
    assertThat(units(smaller, "d")).isEqualTo(1);
    assertThat(layer(smaller, "e").bias()).containsExactly(6, 2);
  }

  /** 1x1 kernels: {@code [outputs, channels / groups]}. */
  private static Op.Conv2d grouped(int groups, float[] bias, float... weight) {
    Shape shape = Shape.of(bias.length, weight.length / bias.length, 1, 1);
    return new Op.Conv2d(new DenseTensor(shape, weight), bias, Window.square(1, 0), groups);
  }

  @Test
  void channelsOfADepthwiseConvolutionGoWithTheirFilters() {
    Model model =
        new Model.Chain("m", Shape.of(1, 2, 2))
            .add("c", convolution(0, 1, new float[4], 1, 2, 3, 4))
            // The first is constant 5, the last is read by nobody.
            .add("g", grouped(4, new float[] {5, 6, 7, 8}, 0, 2, 3, 4))
            .add("r", new Op.Relu())
            .add("d", convolution(0, 4, new float[] {1, 0}, 10, 1, 0, 0, 0, 1, 1, 0))
            .build();
    Model smaller = remove(model);
    assertThat(layer(smaller, "c").weight().toArray()).containsExactly(2, 3);
    assertThat(layer(smaller, "g").weight().toArray()).containsExactly(2, 3);
    assertThat(((Op.Conv2d) layer(smaller, "g")).groups()).isEqualTo(2);
    assertThat(layer(smaller, "d").bias()).containsExactly(51, 0);
  }

  @Test
  void aChannelThatSomethingElseReadsKeepsItsGroup() {
    List<Node> nodes =
        List.of(
            new Node("c", convolution(0, 1, new float[3], 1, 2, 3), List.of("input")),
            new Node("g", grouped(3, new float[3], 4, 5, 6), List.of("c")),
            new Node("s", new Op.Add(), List.of("c", "g")),
            new Node("d", convolution(0, 3, new float[1], 0, 1, 0), List.of("s")),
            new Node("e", convolution(0, 3, new float[1], 1, 0, 0), List.of("c")),
            new Node("o", new Op.Concat(), List.of("d", "e")));
    Model smaller = remove(new Model("m", Shape.of(1, 2, 2), nodes, "o", Map.of()));
    assertThat(layer(smaller, "c").weight().toArray()).containsExactly(1, 2);
    assertThat(layer(smaller, "g").weight().toArray()).containsExactly(0, 5);
  }

  @Test
  void groupsThatStayKeepEquallyManyChannels() {
    Model model =
        new Model.Chain("m", Shape.of(1, 2, 2))
            .add("c", convolution(0, 1, new float[9], 1, 2, 3, 4, 5, 6, 7, 8, 9))
            // Three groups of three inputs and two outputs: the first needs one input, the second
            // two, the third nothing, for nobody reads its outputs.
            .add(
                "g", grouped(3, new float[6], 0, 1, 0, 0, 0, 0, 0, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1))
            .add("d", convolution(0, 6, new float[1], 1, 0, 1, 0, 0, 0))
            .build();
    Model smaller = remove(model);
    assertThat(layer(smaller, "c").weight().toArray()).containsExactly(0, 2, 5, 6);
    assertThat(layer(smaller, "g").weight().shape()).isEqualTo(Shape.of(2, 2, 1, 1));
    assertThat(layer(smaller, "g").weight().toArray()).containsExactly(0, 1, 2, 3);
    assertThat(((Op.Conv2d) layer(smaller, "g")).groups()).isEqualTo(2);
  }

  @Test
  void nodesThatNothingReadsGo() {
    List<Node> nodes =
        List.of(
            new Node("a", dense(2, new float[1], 1, 2), List.of("input")),
            new Node("b", dense(2, new float[1], 3, 4), List.of("input")));
    assertThat(remove(new Model("m", Shape.of(2), nodes, "a", Map.of())).nodes()).hasSize(1);
  }
}

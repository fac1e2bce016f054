package org.sparsevd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

class ModelTest {
  private static final Shape IMAGE = Shape.of(2, 4, 4);

  private static Model model(Shape input, Node... nodes) {
    return new Model("m", input, List.of(nodes), nodes[nodes.length - 1].name(), Map.of());
  }

  private static Node node(String name, Op op, String... inputs) {
    return new Node(name, op, List.of(inputs));
  }

  private static Op.Dense dense(int outputs, int inputs) {
    return new Op.Dense(
        new DenseTensor(Shape.of(outputs, inputs), new float[outputs * inputs]),
        new float[outputs]);
  }

  private static Op.Conv2d convolution(int outputs, int channels, int kernel, int groups) {
    Shape shape = Shape.of(outputs, channels, kernel, kernel);
    return new Op.Conv2d(
        new DenseTensor(shape, new float[shape.size()]),
        new float[outputs],
        Window.square(kernel, 0),
        groups);
  }

  @Test
  void infersShapesThroughBranches() {
    Model model =
        model(
            IMAGE,
            node("a", convolution(3, 2, 3, 1), "input"),
            node("b", convolution(4, 1, 3, 2), "input"),
            node("c", new Op.Concat(), "a", "b"),
            node("p", new Op.MaxPool2d(Window.pooling(2)), "c"),
            node("g", new Op.GlobalAvgPool2d(), "p"),
            node("f", new Op.Flatten(), "g"),
            node("d", dense(5, 7), "f"),
            node("s", new Op.Add(), "d", "d"));
    assertThat(model.shape("c")).isEqualTo(Shape.of(7, 2, 2));
    assertThat(model.shape("p")).isEqualTo(Shape.of(7, 1, 1));
    assertThat(model.outputShape()).isEqualTo(Shape.of(5));
    assertThat(model.readers()).containsEntry("input", 2).containsEntry("d", 2);
    assertThat(model.readers()).containsEntry("s", 1);
    assertThatThrownBy(() -> model.shape("x")).hasMessageContaining("no value 'x'");
  }

  @Test
  void refusesBrokenGraphs() {
    refuse("reads 'b', which", node("a", new Op.Relu(), "b"), node("b", new Op.Relu(), "input"));
    refuse(
        "two values are named 'a'",
        node("a", new Op.Relu(), "input"),
        node("a", new Op.Relu(), "a"));
    refuse("two values are named 'input'", node("input", new Op.Relu(), "input"));
    refuse("has 1 inputs, expected 2", node("a", new Op.Add(), "input"));
    refuse("has 0 inputs, expected at least 1", node("a", new Op.Concat()));
    assertThatThrownBy(
            () -> new Model("m", IMAGE, List.of(node("a", new Op.Relu(), "input")), "z", Map.of()))
        .hasMessageContaining("output 'z'");
  }

  @Test
  void refusesShapesThatDoNotFit() {
    refuse("node 'd': Dense takes [7], found [2, 4, 4]", node("d", dense(5, 7), "input"));
    refuse("Conv2d takes 3 channels", node("c", convolution(1, 3, 1, 1), "input"));
    refuse("Conv2d takes 4 channels", node("c", convolution(2, 2, 1, 2), "input"));
    refuse("larger than the padded input", node("c", convolution(1, 2, 5, 1), "input"));
    refuse("Transpose takes 2 dimensions", node("t", new Op.Transpose(List.of(1, 0)), "input"));
    refuse("Reshape to [5] takes 5 elements", node("r", new Op.Reshape(Shape.of(5)), "input"));
    refuse("PRelu takes 3 channels", node("p", new Op.PRelu(new float[3]), "input"));
    refuse(
        "Affine takes 3 channels", node("a", new Op.Affine(new float[3], new float[3]), "input"));
    refuse(
        "BatchNorm takes 3 channels",
        node(
            "n",
            new Op.BatchNorm(new float[3], new float[3], new float[3], new float[3], 0),
            "input"));
    Node flat = node("f", new Op.Flatten(), "input");
    refuse("MaxPool2d takes", flat, node("p", new Op.MaxPool2d(Window.pooling(2)), "f"));
    refuse("does not fit beside", flat, node("c", new Op.Concat(), "input", "f"));
    refuse("Add takes two equal shapes", flat, node("c", new Op.Add(), "input", "f"));
    refuse("Mul takes two equal shapes", flat, node("c", new Op.Mul(), "input", "f"));
    refuse("Pad2d takes", flat, node("c", new Op.Pad2d(1, 1, 1, 1, 0), "f"));
    refuse("Upsample2d takes", flat, node("c", new Op.Upsample2d(2, 2, false), "f"));
  }

  private static void refuse(String message, Node... nodes) {
    assertThatThrownBy(() -> model(IMAGE, nodes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesOperatorsThatContradictThemselves() {
    Tensor weight = new DenseTensor(Shape.of(2, 3), new float[6]);
    assertThatThrownBy(() -> new Op.Dense(weight, new float[3])).hasMessageContaining("2 values");
    assertThatThrownBy(() -> new Op.Conv2d(weight, new float[2], Window.square(1, 0), 1))
        .hasMessageContaining("4 dimensions");
    assertThatThrownBy(() -> convolution(3, 1, 1, 2)).hasMessageContaining("2 groups");
    assertThatThrownBy(() -> new Op.MaxPool2d(Window.square(2, 2)))
        .hasMessageContaining("padding must be smaller");
    assertThatThrownBy(() -> new Op.Affine(new float[2], new float[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Op.BatchNorm(new float[2], new float[2], new float[2], new float[1], 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addsMetadataWithoutChangingTheOriginal() {
    Model model = model(IMAGE, node("r", new Op.Relu(), "input"));
    Model seeded = model.withMetadata(Map.of("seed", "1")).withMetadata(Map.of("data", "mnist"));
    assertThat(model.metadata()).isEmpty();
    assertThat(seeded.metadata().keySet()).containsExactly("data", "seed");
  }

  @Test
  void chainsReadWhatStandsBefore() {
    Model model =
        new Model.Chain("c", IMAGE).add("f", new Op.Flatten()).add("d", dense(3, 32)).build();
    assertThat(model.output()).isEqualTo("d");
    assertThat(model.nodes().get(1).inputs()).containsExactly("f");
  }
}

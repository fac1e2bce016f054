package org.sparsevd.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.Closeness;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Each rewrite: when it applies, when it must not, and that nothing else changes. */
class RewriteTest {
  private static final Shape LIST = Shape.of(4);
  private static final Shape IMAGE = Shape.of(2, 5, 6);

  private static float[] values(int count) {
    return RandomModels.values(new Random(count), count, 1);
  }

  private static Op dense(float... bias) {
    return new Op.Dense(new DenseTensor(Shape.of(3, 4), values(12)), bias);
  }

  private static Op add(float... shift) {
    float[] ones = new float[shift.length];
    Arrays.fill(ones, 1);
    return new Op.Affine(ones, shift);
  }

  private static Op conv(int padding) {
    Tensor weight = new DenseTensor(Shape.of(3, 2, 3, 3), values(54));
    return new Op.Conv2d(weight, values(3), Window.square(3, padding), 1);
  }

  private static Node node(String name, Op op, String... inputs) {
    return new Node(name, op, List.of(inputs));
  }

  private static Model model(Shape input, Node... nodes) {
    String output = nodes[nodes.length - 1].name();
    return new Model("m", input, List.of(nodes), output, Map.of());
  }

  static Stream<Arguments> fusions() {
    float[] zero = new float[3];
    return Stream.of(
        Arguments.of(
            "a layer without bias takes what is added",
            model(LIST, node("a", dense(zero), "input"), node("b", add(1, 2, 3), "a")),
            "b:Dense"),
        Arguments.of(
            "a layer with bias does not: sums would be rounded in another order",
            model(LIST, node("a", dense(1, 1, 1), "input"), node("b", add(1, 2, 3), "a")),
            "a:Dense b:Affine"),
        Arguments.of(
            "nor one that another node reads",
            model(
                LIST,
                node("a", dense(zero), "input"),
                node("b", add(1, 2, 3), "a"),
                node("c", new Op.Add(), "a", "b")),
            "a:Dense b:Affine c:Add"),
        Arguments.of(
            "a product is no sum",
            model(
                LIST,
                node("a", dense(zero), "input"),
                node("b", new Op.Affine(new float[] {2, 1, 1}, zero), "a")),
            "a:Dense b:Affine"),
        Arguments.of(
            "product and sum become one",
            model(
                LIST,
                node("a", new Op.Affine(values(4), new float[4]), "input"),
                node("b", add(1, 2, 3, 4), "a")),
            "b:Affine"),
        Arguments.of(
            "one per element with one per channel, too",
            model(
                IMAGE,
                node("a", new Op.Affine(values(60), new float[60]), "input"),
                node("b", add(5, 6), "a")),
            "b:Affine"),
        Arguments.of(
            "a filter does not take one value per pixel",
            model(IMAGE, node("a", conv(0), "input"), node("b", add(values(36)), "a")),
            "a:Conv2d b:Affine"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fusions")
  void fusion(String what, Model before, String expected) {
    check(Fusion::apply, before, expected);
  }

  static Stream<Arguments> absorptions() {
    Op zeros = new Op.Pad2d(1, 2, 0, 1, 0);
    Op turn = new Op.Transpose(List.of(1, 2, 0));
    Op wide = new Op.Dense(new DenseTensor(Shape.of(3, 60), values(180)), values(3));
    Tensor some =
        SparseTensor.of(
            new DenseTensor(Shape.of(3, 60), RandomModels.values(new Random(3), 180, 0.2)));
    Op thin = new Op.Dense(some, values(3));
    return Stream.of(
        Arguments.of(
            "zeros around an image become padding",
            model(IMAGE, node("p", zeros, "input"), node("c", conv(1), "p")),
            "c:Conv2d"),
        Arguments.of(
            "for each that reads them",
            model(
                IMAGE,
                node("p", zeros, "input"),
                node("c", conv(0), "p"),
                node("d", conv(0), "p"),
                node("s", new Op.Add(), "c", "d")),
            "c:Conv2d d:Conv2d s:Add"),
        Arguments.of(
            "other numbers do not",
            model(
                IMAGE, node("p", new Op.Pad2d(1, 1, 1, 1, 0.5f), "input"), node("c", conv(0), "p")),
            "p:Pad2d c:Conv2d"),
        Arguments.of(
            "nor in front of a maximum",
            model(
                IMAGE,
                node("p", zeros, "input"),
                node("c", new Op.MaxPool2d(Window.pooling(2)), "p")),
            "p:Pad2d c:MaxPool2d"),
        Arguments.of(
            "a transposition becomes an order of columns",
            model(
                IMAGE,
                node("t", turn, "input"),
                node("f", new Op.Flatten(), "t"),
                node("d", wide, "f")),
            "f:Flatten d:Dense"),
        Arguments.of(
            "of sparse ones, too",
            model(
                IMAGE,
                node("t", turn, "input"),
                node("f", new Op.Flatten(), "t"),
                node("d", thin, "f")),
            "f:Flatten d:Dense"),
        Arguments.of(
            "not where another layer reads the list",
            model(
                IMAGE,
                node("t", turn, "input"),
                node("f", new Op.Flatten(), "t"),
                node("d", wide, "f"),
                node("e", thin, "f"),
                node("s", new Op.Add(), "d", "e")),
            "t:Transpose f:Flatten d:Dense e:Dense s:Add"),
        Arguments.of(
            "what nobody reads goes",
            model(LIST, node("u", new Op.Relu(), "input"), node("d", dense(values(3)), "input")),
            "d:Dense"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("absorptions")
  void absorption(String what, Model before, String expected) {
    Model after = check(Absorption::apply, before, expected);
    boolean sparse = before.nodes().stream().anyMatch(RewriteTest::isSparse);
    assertThat(after.nodes().stream().anyMatch(RewriteTest::isSparse)).isEqualTo(sparse);
  }

  private static boolean isSparse(Node node) {
    return node.op() instanceof Op.Dense dense && dense.weight() instanceof SparseTensor;
  }

  private static Model check(UnaryOperator<Model> rewrite, Model before, String expected) {
    Model after = rewrite.apply(before);
    String found =
        String.join(
            " ",
            after.nodes().stream()
                .map(n -> n.name() + ":" + n.op().getClass().getSimpleName())
                .toList());
    assertThat(found).isEqualTo(expected);
    float[] input = values(before.inputShape().size());
    Closeness.assertClose(new Interpreter(after).run(input), new Interpreter(before).run(input));
    return after;
  }
}

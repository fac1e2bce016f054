package org.sparsevd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Every operator on numbers small enough to work out by hand. */
class InterpreterTest {
  /** Two channels of 3x3: 1 to 9, and their tens. */
  private static final float[] IMAGE = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90
  };

  private static final Shape IMAGE_SHAPE = Shape.of(2, 3, 3);

  private static float[] run(Shape shape, float[] input, Op op) {
    return new Interpreter(new Model.Chain("one", shape).add("op", op).build()).run(input);
  }

  @Test
  void dense() {
    Tensor weight = new DenseTensor(Shape.of(2, 3), new float[] {1, 2, 3, 0, -1, 0});
    Op op = new Op.Dense(weight, new float[] {10, 0.5f});
    assertThat(run(Shape.of(3), new float[] {1, 2, 3}, op)).containsExactly(24, -1.5f);
    Op sparse = new Op.Dense(SparseTensor.of(weight), new float[] {10, 0.5f});
    assertThat(run(Shape.of(3), new float[] {1, 2, 3}, sparse)).containsExactly(24, -1.5f);
  }

  @Test
  void convolutionIsCrossCorrelation() {
    float[] weight = {1, 0, 0, -1, 0, 0, 0.5f, 0};
    Op op =
        new Op.Conv2d(
            new DenseTensor(Shape.of(1, 2, 2, 2), weight),
            new float[] {100},
            Window.square(2, 0),
            1);
    // 100 + x[0, r, c] - x[0, r + 1, c + 1] + 0.5 x[1, r + 1, c]
    assertThat(run(IMAGE_SHAPE, IMAGE, op)).containsExactly(116, 121, 131, 136);
  }

  @Test
  void convolutionPadsWithZerosStridesAndDilates() {
    Window window = new Window(2, 2, 2, 1, 1, 2, 1, 0, 0, 1);
    Op op =
        new Op.Conv2d(
            new DenseTensor(Shape.of(1, 1, 2, 2), new float[] {1, 2, 3, 4}),
            new float[1],
            window,
            1);
    // Rows -1 and 0, then 1 and 2; columns 0 and 2, then 1 and 3 (padding).
    assertThat(run(Shape.of(1, 3, 3), Arrays.copyOf(IMAGE, 9), op))
        .containsExactly(3 + 12, 6, 4 + 12 + 21 + 36, 5 + 24);
  }

  @Test
  void groupedConvolutionReadsItsOwnChannels() {
    Op op =
        new Op.Conv2d(
            new DenseTensor(Shape.of(4, 1, 1, 1), new float[] {1, 2, 3, 4}),
            new float[4],
            Window.square(1, 0),
            2);
    float[] out = run(Shape.of(2, 1, 1), new float[] {5, 7}, op);
    assertThat(out).containsExactly(5, 10, 21, 28);
  }

  @Test
  void maxPoolingIgnoresPadding() {
    Op op = new Op.MaxPool2d(new Window(2, 2, 2, 2, 1, 1, 1, 1, 0, 0));
    float[] negative = {-1, -2, -3, -4, -5, -6, -7, -8, -9};
    assertThat(run(Shape.of(1, 3, 3), negative, op)).containsExactly(-1, -2, -4, -5);
    assertThat(run(IMAGE_SHAPE, IMAGE, new Op.MaxPool2d(Window.pooling(2)))).containsExactly(5, 50);
  }

  @Test
  void averagePoolingDividesByPixelsOrKernel() {
    Window window = new Window(2, 2, 2, 2, 1, 1, 1, 1, 0, 0);
    float[] x = {4, 8, 4, 8, 16, 8, 4, 8, 12};
    Shape shape = Shape.of(1, 3, 3);
    assertThat(run(shape, x, new Op.AvgPool2d(window, false))).containsExactly(4, 6, 6, 11);
    assertThat(run(shape, x, new Op.AvgPool2d(window, true))).containsExactly(1, 3, 3, 11);
    assertThat(run(IMAGE_SHAPE, IMAGE, new Op.GlobalAvgPool2d())).containsExactly(5, 50);
  }

  @Test
  void normalisesPerChannel() {
    Op op =
        new Op.BatchNorm(
            new float[] {2, 1}, new float[] {1, 0}, new float[] {3, 5}, new float[] {3, 0}, 1);
    assertThat(run(Shape.of(2, 1, 2), new float[] {3, 5, 5, 8}, op)).containsExactly(1, 3, 0, 3);
  }

  @Test
  void affinePerChannelAndPerElement() {
    Shape shape = Shape.of(2, 1, 2);
    float[] x = {1, 2, 3, 4};
    Op channel = new Op.Affine(new float[] {2, -1}, new float[] {0, 1});
    assertThat(run(shape, x, channel)).containsExactly(2, 4, -2, -3);
    Op element = new Op.Affine(new float[] {1, 2, 3, 4}, new float[] {0, 0, 0, 1});
    assertThat(run(shape, x, element)).containsExactly(1, 4, 9, 17);
  }

  @Test
  void softmaxSumsToOneAlsoForLargeInputs() {
    float[] out =
        run(Shape.of(3), new float[] {1000, 1000 + (float) Math.log(2), -1e9f}, new Op.Softmax());
    assertThat(out[0]).isCloseTo(1 / 3f, within(1e-4f));
    assertThat(out[1]).isCloseTo(2 / 3f, within(1e-4f));
    assertThat(out[2]).isZero();
  }

  @Test
  void branchesJoin() {
    List<Node> nodes =
        List.of(
            new Node("relu", new Op.Relu(), List.of("input")),
            new Node("sum", new Op.Add(), List.of("relu", "input")),
            new Node("both", new Op.Concat(), List.of("sum", "input")),
            new Node("flat", new Op.Flatten(), List.of("both")));
    Model model = new Model("m", Shape.of(1, 1, 2), nodes, "flat", Map.of());
    Interpreter interpreter = new Interpreter(model);
    assertThat(interpreter.run(new float[] {-3, 4})).containsExactly(-3, 8, -3, 4);
    assertThat(interpreter.values(new float[] {-3, 4}).get("relu")).containsExactly(0, 4);
    assertThatThrownBy(() -> interpreter.run(new float[3]))
        .hasMessageContaining("2 values, found 3");
  }

  @Test
  void functionsOfEachElement() {
    float[] x = {-4, -1, 0, 1, 4};
    Shape shape = Shape.of(5);
    assertThat(run(shape, x, new Op.LeakyRelu(0.5f))).containsExactly(-2, -0.5f, 0, 1, 4);
    assertThat(run(shape, x, new Op.Clip(-1, 3))).containsExactly(-1, -1, 0, 1, 3);
    assertThat(run(shape, x, new Op.HardSigmoid(0.25f, 0.5f)))
        .containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
    assertThat(run(shape, x, new Op.HardSwish()))
        .containsExactly(new float[] {0, -1 / 3f, 0, 2 / 3f, 4}, within(1e-6f));
    assertThat(run(shape, x, new Op.Sigmoid()))
        .containsExactly(
            new float[] {0.01798621f, 0.26894142f, 0.5f, 0.7310586f, 0.98201379f}, within(1e-6f));
    assertThat(run(shape, x, new Op.Tanh())[3]).isCloseTo(0.7615942f, within(1e-6f));
    assertThatThrownBy(() -> new Op.Clip(1, -1)).hasMessageContaining("no range");
  }

  @Test
  void slopesPerChannelAndPerElement() {
    Shape shape = Shape.of(2, 1, 2);
    float[] x = {-1, 2, -3, -4};
    assertThat(run(shape, x, new Op.PRelu(new float[] {2, 10}))).containsExactly(-2, 2, -30, -40);
    assertThat(run(shape, x, new Op.PRelu(new float[] {1, 2, 3, 4})))
        .containsExactly(-1, 2, -9, -16);
  }

  @Test
  void productsOfElementsAndOfChannels() {
    Model squares =
        new Model(
            "m",
            IMAGE_SHAPE,
            List.of(
                new Node("mean", new Op.GlobalAvgPool2d(), List.of(Model.INPUT)),
                new Node("scaled", new Op.Mul(), List.of(Model.INPUT, "mean")),
                new Node("squared", new Op.Mul(), List.of(Model.INPUT, Model.INPUT))),
            "squared",
            Map.of());
    Map<String, float[]> values = new Interpreter(squares).values(IMAGE);
    assertThat(values.get("scaled")).startsWith(5, 10, 15).endsWith(70 * 50, 80 * 50, 90 * 50);
    assertThat(values.get("squared")).startsWith(1, 4, 9).endsWith(4900, 6400, 8100);
  }

  @Test
  void movements() {
    Shape shape = Shape.of(2, 1, 2);
    float[] x = {1, 2, 3, 4};
    assertThat(run(shape, x, new Op.Pad2d(1, 0, 0, 1, 9)))
        .containsExactly(9, 9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9);
    assertThat(run(shape, x, new Op.Upsample2d(2, 2, false)))
        .containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
    assertThat(run(shape, x, new Op.Upsample2d(1, 2, true)))
        .containsExactly(1, 0, 2, 0, 3, 0, 4, 0);
    assertThat(run(shape, x, new Op.Transpose(List.of(2, 0, 1)))).containsExactly(1, 3, 2, 4);
    assertThat(run(shape, x, new Op.Reshape(Shape.of(4, 1)))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void softmaxOverChannelsOfEachPixel() {
    float[] x = {0, 0, (float) Math.log(3), 0};
    assertThat(run(Shape.of(2, 1, 2), x, new Op.Softmax()))
        .containsExactly(new float[] {0.25f, 0.5f, 0.75f, 0.5f}, within(1e-6f));
    float half = (float) Math.log(0.5);
    assertThat(run(Shape.of(2, 1, 2), x, new Op.LogSoftmax()))
        .containsExactly(
            new float[] {(float) Math.log(0.25), half, (float) Math.log(0.75), half},
            within(1e-6f));
  }
}

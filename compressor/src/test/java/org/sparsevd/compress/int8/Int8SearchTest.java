package org.sparsevd.compress.int8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Answers;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Nets in 8 bits: near the nets they were, and exact in float32. */
class Int8SearchTest {
  private static final int INPUTS = 24;

  private final RandomLayers layers = new RandomLayers(new Random(11));

  private Op.Dense dense(int out, int in) {
    return new Op.Dense(
        layers.normal(1.5 / Math.sqrt(in), out, in), layers.normal(0.1, out).toArray());
  }

  private static void add(List<Node> nodes, String name, Op op, String... inputs) {
    nodes.add(new Node(name, op, List.of(inputs)));
  }

  /** A stem whose maximum comes before its rectifier, a residual sum, gates, branches, a mean. */
  private Model net() {
    List<Node> nodes = new ArrayList<>();
    add(nodes, "stem", layers.conv(8, 3, 3, 1), Model.INPUT);
    add(nodes, "pool", new Op.MaxPool2d(Window.square(2, 0)), "stem");
    add(nodes, "relu", new Op.Relu(), "pool");
    add(nodes, "c1", layers.conv(8, 8, 3, 1), "relu");
    add(nodes, "r1", new Op.Clip(0, 6), "c1");
    add(nodes, "depth", layers.conv(8, 8, 3, 8), "r1");
    add(nodes, "sum", new Op.Add(), "depth", "relu");
    add(nodes, "r2", new Op.Relu(), "sum");
    add(nodes, "left", layers.conv(4, 8, 1, 1), "r2");
    add(nodes, "right", layers.conv(4, 8, 3, 1), "r2");
    add(nodes, "swish", new Op.HardSwish(), "right");
    add(nodes, "both", new Op.Concat(), "left", "swish", "r2");
    add(nodes, "squeeze", new Op.GlobalAvgPool2d(), "both");
    add(nodes, "excite", layers.conv(16, 16, 1, 1), "squeeze");
    add(nodes, "gate", new Op.Sigmoid(), "excite");
    add(nodes, "gated", new Op.Mul(), "both", "gate");
    add(nodes, "last", layers.conv(6, 16, 3, 1), "gated");
    add(nodes, "mean", new Op.GlobalAvgPool2d(), "last");
    add(nodes, "flat", new Op.Flatten(), "mean");
    add(nodes, "out", dense(5, 6), "flat");
    return new Model("net", Shape.of(3, 8, 8), nodes, "out", Map.of());
  }

  /** Inputs by chance; what counts is how far outputs are from the first model's. */
  private final class Chance implements Calibration {
    private final List<float[]> inputs = new ArrayList<>();
    private final Answers original;

    Chance(Model model) {
      for (int i = 0; i < INPUTS; i++) {
        inputs.add(layers.normal(1, model.onlyInput().shape().size()).toArray());
      }
      original = answers(model);
    }

    private Answers answers(Model model) {
      float[][] all = outputs(model);
      float[] values = new float[all.length * all[0].length];
      for (int i = 0; i < all.length; i++) {
        System.arraycopy(all[i], 0, values, i * all[0].length, all[0].length);
      }
      return new Answers(values, all[0].length);
    }

    @Override
    public Score score(Model model) {
      double percent = answers(model).differencePercent(original);
      return new Score(percent, percent * percent);
    }

    @Override
    public float[][] outputs(Model model) {
      Interpreter interpreter = new Interpreter(model);
      String input = model.onlyInput().name();
      String output = model.outputs().get(0).value();
      return inputs.stream()
          .map(values -> interpreter.values(Map.of(input, values)).get(output))
          .toArray(float[][]::new);
    }
  }

  private static Int8Result search(Model model, Calibration calibration, double increase) {
    return Int8Search.search(model, calibration, increase, Int8Search.Biases.KEPT, line -> {});
  }

  private static Map<String, Node> nodes(Model model) {
    Map<String, Node> nodes = new HashMap<>();
    model.nodes().forEach(node -> nodes.put(node.name(), node));
    return nodes;
  }

  private static long count(Model model, Predicate<Op> what) {
    return model.nodes().stream().filter(node -> what.test(node.op())).count();
  }

  @Test
  void allLayersAreWholeAndTheNetIsNear() {
    Model model = net();
    Int8Result result = search(model, new Chance(model), 100);
    assertThat(ByteLayers.of(result.model())).hasSize(8);
    assertThat(result.layers()).allMatch(LayerChoice::bytes).hasSize(8);
    assertThat(result.before().errorPercent()).isZero();
    assertThat(result.after().errorPercent()).isLessThan(4);
    assertThat(result.layers()).allMatch(layer -> layer.weightErrorPercent() < 1);
    assertThat(result.model().output()).isEqualTo("out.real");
  }

  /** One side of a residual sum is rounded where layers of the other side go back to float32. */
  @Test
  void layersGoBackInAnyOrderUntilTheErrorIsAsBefore() {
    for (int i = 0; i < 8; i++) {
      Model model = net();
      Int8Result result = search(model, new Chance(model), 0);
      assertThat(result.layers()).noneMatch(LayerChoice::bytes);
      assertThat(result.after().errorPercent()).isZero();
    }
  }

  /** Relative to answers that do not differ, any difference is infinite. */
  @Test
  void refusesACalibrationThatTellsNothing() {
    Model model = net();
    Calibration chance = new Chance(model);
    Calibration nothing =
        new Calibration() {
          @Override
          public Score score(Model changed) {
            double percent = changed.nodes().equals(model.nodes()) ? 0 : Double.POSITIVE_INFINITY;
            return new Score(percent, percent);
          }

          @Override
          public float[][] outputs(Model changed) {
            return chance.outputs(changed);
          }
        };
    assertThatThrownBy(() -> search(model, nothing, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two that differ are needed");
  }

  /** Levels know the bounds; the rectifier came before the maximum, which is of levels then. */
  @Test
  void rectifiersAndBoundsBecomeThoseOfLevels() {
    Model model = net();
    Model bytes = search(model, new Chance(model), 100).model();
    assertThat(count(bytes, op -> op instanceof Op.Clip)).isZero();
    assertThat(bytes.nodes().stream().filter(node -> node.op() instanceof Op.Relu))
        .as("but that of a value that shares its levels with negative ones")
        .extracting(Node::name)
        .containsExactly("r2");
    Map<String, Node> nodes = nodes(bytes);
    Node pool = bytes.nodes().stream().filter(n -> n.op() instanceof Op.MaxPool2d).findAny().get();
    assertThat(nodes.get(pool.inputs().get(0)).op()).isInstanceOf(Op.Quantize.class);
  }

  /** What is concatenated shares its levels. */
  @Test
  void concatenationsAreOfLevels() {
    Model model = net();
    Model bytes = search(model, new Chance(model), 100).model();
    Map<String, Node> nodes = nodes(bytes);
    List<Op> read = nodes.get("both").inputs().stream().map(v -> nodes.get(v).op()).toList();
    assertThat(read).hasSize(3).allMatch(op -> op.equals(read.get(0)));
    assertThat(read.get(0)).isInstanceOf(Op.Quantize.class);
  }

  /** Whole weights, and sums that stay within 24 bits whatever order they are added in. */
  @ParameterizedTest
  @ValueSource(ints = {10, 3000, 40_000})
  void sumsAreExact(int columns) {
    Model model =
        new Model.Chain("wide", Shape.of(columns))
            .add("relu", new Op.Tanh())
            .add("d1", dense(3, columns))
            .add("r", new Op.Relu())
            .add("d2", dense(2, 3))
            .build();
    Model bytes = search(model, new Chance(model), 100).model();
    Node layer = nodes(bytes).get("d1");
    Op.Quantize levels = (Op.Quantize) nodes(bytes).get(layer.inputs().get(0)).op();
    float[] weight = ((Op.Weighted) layer.op()).weight().toArray();
    for (int row = 0; row < 3; row++) {
      long most = 0;
      long least = 0;
      long largest = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        assertThat(weight[i]).isBetween(-127f, 127f).isEqualTo((float) Math.rint(weight[i]));
        long high = (long) (weight[i] * (weight[i] > 0 ? levels.most() : levels.least()));
        long low = (long) (weight[i] * (weight[i] > 0 ? levels.least() : levels.most()));
        most += high;
        least += low;
        largest = Math.max(largest, (long) Math.abs(weight[i]));
      }
      assertThat(most).isLessThan(1 << 24);
      assertThat(least).isGreaterThan(-(1 << 24));
      assertThat(largest).as("no coarser than it must be").isGreaterThan(columns > 9999 ? 15 : 75);
    }
  }

  @Test
  void zerosStayZeros() {
    DenseTensor weight = layers.normal(1, 4, 30);
    float[] values = weight.toArray();
    for (int i = 0; i < values.length; i += 3) {
      values[i] = 0;
    }
    Op.Dense sparse = new Op.Dense(new DenseTensor(weight.shape(), values), new float[4]);
    WholeLayer whole = WholeLayer.of(sparse, new Op.Quantize(0.1f, 40));
    float[] rounded = whole.op().weight().toArray();
    for (int i = 0; i < values.length; i += 3) {
      assertThat(rounded[i]).isZero();
    }
  }

  /** A layer of weights that no scale holds together hurts, and goes back. */
  @Test
  void theLayerThatHurtsStaysFloats() {
    float[] weight = layers.normal(0.001, 20, 20).toArray();
    for (int row = 0; row < 20; row++) {
      weight[row * 20] = 1000;
    }
    float[] picks = layers.normal(0.2, 4, 20).toArray();
    Model model =
        new Model.Chain("net", Shape.of(20))
            .add("first", dense(20, 20))
            // The large weights meet a constant 0.
            .add("gate", new Op.Affine(zeroFirst(20), new float[20]))
            .add("bad", new Op.Dense(new DenseTensor(Shape.of(20, 20), weight), new float[20]))
            .add("r", new Op.Relu())
            .add("last", new Op.Dense(new DenseTensor(Shape.of(4, 20), picks), new float[4]))
            .build();
    Int8Result result = search(model, new Chance(model), 8);
    assertThat(result.layers().stream().filter(layer -> !layer.bytes()))
        .extracting(LayerChoice::name)
        .containsExactly("bad");
    assertThat(result.after().errorPercent()).isLessThan(8);
    assertThat(ByteLayers.of(result.model())).containsExactly("first", "last");
  }

  private static float[] zeroFirst(int count) {
    float[] scale = new float[count];
    Arrays.fill(scale, 1);
    scale[0] = 0;
    return scale;
  }

  /** Shapes count in full: scales are constants behind the layers. */
  @Test
  void wholeShapesWorkAsWell() {
    List<Node> nodes = new ArrayList<>();
    add(nodes, "d1", dense(12, 10), "x");
    add(nodes, "g", new Op.Gelu(false), "d1");
    add(nodes, "d2", dense(10, 12), "g");
    add(nodes, "sum", new Op.Binary(Op.BinaryFunction.PLUS), "d2", "x");
    add(nodes, "d3", dense(4, 10), "sum");
    Shape shape = Shape.of(2, 5, 10);
    Model.Input input = new Model.Input("x", ElementType.FLOAT, shape);
    Model model =
        new Model(
            "whole", List.of(input), nodes, List.of(new Model.Output("y", "d3")), false, Map.of());
    Int8Result result = search(model, new Chance(model), 100);
    assertThat(ByteLayers.of(result.model())).containsExactly("d1", "d2", "d3");
    assertThat(result.after().errorPercent()).isLessThan(4);
    assertThat(result.model().outputs().get(0).name()).isEqualTo("y");
  }

  @Test
  void refusesWhatIsInBytesAlready() {
    Model model = net();
    Chance chance = new Chance(model);
    Model bytes = search(model, chance, 100).model();
    assertThatThrownBy(() -> search(bytes, chance, 100))
        .hasMessage("the model is in 8 bits already");
    assertThatThrownBy(() -> search(model, chance, -1))
        .hasMessage("the error's increase must not be negative, found -1.0");
  }
}

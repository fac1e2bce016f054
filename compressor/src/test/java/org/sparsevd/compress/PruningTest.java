package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.prune.GroupPruning;
import org.sparsevd.compress.prune.LeastSquaresPruning;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.compress.prune.SparsitySearch;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Pruning by magnitude: how many weights go, and which. */
class PruningTest {
  private static Model twoLayers(float[] first, float[] second) {
    int hidden = first.length / 2;
    return new Model.Chain("two", Shape.of(2))
        .add("a", new Op.Dense(new DenseTensor(Shape.of(hidden, 2), first), new float[hidden]))
        .add("b", new Op.Dense(new DenseTensor(Shape.of(1, hidden), second), new float[1]))
        .build();
  }

  private static float[] weights(Model model, String layer) {
    return model.weights().get(layer).toArray();
  }

  private static float[] gaussians(Random random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  @Test
  void theSmallestMagnitudesOfEachLayerGo() {
    Model model = twoLayers(new float[] {1, -4, 3, -2}, new float[] {-0.1f, 0.2f});
    Model pruned = MagnitudePruning.layerwise(model, 0.5).apply(model);
    assertThat(weights(pruned, "a")).containsExactly(0, -4, 3, 0);
    assertThat(weights(pruned, "b")).containsExactly(0, 0.2f);
  }

  @Test
  void ofEqualMagnitudesTheCountIsMetExactly() {
    Model model = twoLayers(new float[] {1, -1, 1, 2, 1, -1}, new float[] {0, 5, 0});
    Model pruned = new MagnitudePruning(Map.of("a", 3, "b", 2)).apply(model);
    assertThat(weights(pruned, "a")).containsExactly(0, 0, 0, 2, 1, -1);
    assertThat(weights(pruned, "b")).containsExactly(0, 5, 0);
  }

  @Test
  void globalSparsityDoesNotDependOnTheScaleOfALayer() {
    Random random = new Random(1);
    float[] first = gaussians(random, 400, 1);
    float[] second = gaussians(random, 200, 1);
    Map<String, Integer> expected = MagnitudePruning.global(twoLayers(first, second), 0.8).zeros();
    for (int i = 0; i < second.length; i++) {
      second[i] /= 1024;
    }
    assertThat(MagnitudePruning.global(twoLayers(first, second), 0.8).zeros()).isEqualTo(expected);
    assertThat(expected.get("a") + expected.get("b")).isEqualTo(480);
  }

  @Test
  void globalScoresAreThoseOfThePaper() {
    // Squares 1, 4, 9 and 16: scores 1/30, 4/29, 9/25, 1; and 1/2, 1: the fourth is 1/2 of b.
    Model model = twoLayers(new float[] {1, 2, 3, 4}, new float[] {7, 7});
    assertThat(MagnitudePruning.global(model, 0.5).zeros()).isEqualTo(Map.of("a", 3, "b", 0));
    assertThat(MagnitudePruning.global(model, 4 / 6.0 + 1e-9).zeros())
        .isEqualTo(Map.of("a", 3, "b", 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.9, 0.99, 0.999999999})
  void everyLayerKeepsAWeightAndTheCountFits(double sparsity) {
    Random random = new Random(2);
    Model model = twoLayers(gaussians(random, 300, 3), gaussians(random, 150, 0.01));
    for (MagnitudePruning pruning :
        List.of(
            MagnitudePruning.global(model, sparsity),
            MagnitudePruning.layerwise(model, sparsity))) {
      Model pruned = pruning.apply(model);
      for (Tensor weight : pruned.weights().values()) {
        assertThat(weight.nonZeros()).isPositive();
      }
      long expected = Math.min((long) (sparsity * 450), 448);
      assertThat(450 - WeightCount.of(pruned).nonZero()).isBetween(expected - 1, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void refusesASparsityThatIsNone(double sparsity) {
    Model model = twoLayers(new float[] {1, 2}, new float[] {3});
    assertThatThrownBy(() -> MagnitudePruning.global(model, sparsity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(sparsity));
    assertThatThrownBy(() -> MagnitudePruning.layerwise(model, sparsity))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void twoOfFourNeighboursStay() {
    Model model =
        new Model.Chain("row", Shape.of(7))
            .add(
                "a",
                new Op.Dense(
                    new DenseTensor(Shape.of(1, 7), new float[] {1, -5, 2, 3, 9, 8, -7}),
                    new float[1]))
            .build();
    Model pruned = new GroupPruning(2, 4).apply(model);
    // The last group has three weights and keeps half of them, rounded up: two.
    assertThat(weights(pruned, "a")).containsExactly(0, -5, 0, 3, 9, 8, 0);
  }

  @Test
  void neighboursOfAConvolutionAreItsInputChannels() {
    float[] weight = new float[4 * 2];
    for (int channel = 0; channel < 4; channel++) {
      weight[channel * 2] = channel + 1;
      weight[channel * 2 + 1] = 4 - channel;
    }
    Window window = new Window(1, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    Model model =
        new Model.Chain("image", Shape.of(4, 2, 2))
            .add(
                "a",
                new Op.Conv2d(
                    new DenseTensor(Shape.of(1, 4, 1, 2), weight), new float[1], window, 1))
            .build();
    Model pruned = new GroupPruning(1, 4).apply(model);
    assertThat(weights(pruned, "a")).containsExactly(0, 4, 0, 0, 0, 0, 4, 0);
  }

  @Test
  void everyGroupOfRandomNetsKeepsItsShareAtMost() {
    for (int seed = 0; seed < 50; seed++) {
      Model model = RandomNets.next(new Random(seed));
      Model pruned = new GroupPruning(2, 4).apply(model);
      pruned
          .weights()
          .forEach(
              (name, weight) -> {
                Tensor before = model.weights().get(name);
                int inputs = weight.shape().dim(1);
                int most =
                    (inputs / 4 * 2 + (inputs % 4 + 1) / 2) * (weight.shape().size() / inputs);
                assertThat(weight.nonZeros()).isLessThanOrEqualTo(most);
                assertThat(weight.nonZeros()).isGreaterThanOrEqualTo(before.nonZeros() / 4);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0:4", "4:4", "5:4", "-1:2", "2:2000"})
  void refusesAPatternThatIsNone(String pattern) {
    int kept = Integer.parseInt(pattern.split(":")[0]);
    int of = Integer.parseInt(pattern.split(":")[1]);
    assertThatThrownBy(() -> new GroupPruning(kept, of))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pattern);
  }

  @Test
  void compressingWithPruningRemovesTheUnitsThatDied() {
    Random random = new Random(4);
    float[] second = gaussians(random, 50, 1);
    for (int i = 0; i < 25; i++) {
      second[i] *= 1e-6f;
    }
    Model model = twoLayers(gaussians(random, 100, 1), second);
    Compressed compressed = Compressor.compress(model, MagnitudePruning.layerwise(model, 0.5));
    assertThat(compressed.model().shape("a").dim(0)).isLessThanOrEqualTo(25);
    assertThat(compressed.report().total()).isEqualTo(150);
    assertThat(compressed.report().nonZero()).isEqualTo(75);
    assertThat(compressed.report().passes())
        .extracting(PassLine::pass)
        .contains("prune by magnitude");
    SameFunction.check(
        "pruned", MagnitudePruning.layerwise(model, 0.5).apply(model), compressed.model(), random);
  }

  /** Outputs of models on inputs of which the last quarter is always zero. */
  private static Calibration data(ToDoubleFunction<Model> error) {
    Random random = new Random(9);
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      float[] input = gaussians(random, 16, 1);
      Arrays.fill(input, 12, 16, 0);
      for (int j = 1; j < 12; j += 2) {
        input[j] += 2 * input[j - 1];
      }
      inputs.add(input);
    }
    return new Calibration() {
      @Override
      public Score score(Model model) {
        return new Score(error.applyAsDouble(model), 0);
      }

      @Override
      public float[][] outputs(Model model) {
        Interpreter interpreter = new Interpreter(model);
        return inputs.stream().map(interpreter::run).toArray(float[][]::new);
      }
    };
  }

  private static Model wide(Random random) {
    return new Model.Chain("wide", Shape.of(16))
        .add("a", dense(random, 24, 16))
        .add("relu", new Op.Relu())
        .add("b", dense(random, 5, 24))
        .build();
  }

  private static Op dense(Random random, int rows, int columns) {
    float[] weight = gaussians(random, rows * columns, 1);
    return new Op.Dense(
        new DenseTensor(Shape.of(rows, columns), weight), gaussians(random, rows, 1));
  }

  @Test
  void theWeightsThatStayMakeUpForThoseThatGo() {
    Calibration data = data(model -> 0);
    for (int seed = 0; seed < 5; seed++) {
      Model model = wide(new Random(seed));
      Model byMagnitude = MagnitudePruning.global(model, 0.6).apply(model);
      Model bySquares = LeastSquaresPruning.global(0.6, data).apply(model);
      assertThat(WeightCount.of(bySquares).nonZero())
          .isEqualTo(WeightCount.of(byMagnitude).nonZero());
      assertThat(CallDistance.of(model, bySquares, data))
          .as("seed %d", seed)
          .isLessThan(0.5 * CallDistance.of(model, byMagnitude, data));
    }
  }

  @Test
  void weightsOfInputsThatAreAlwaysZeroGoFirst() {
    Model model = wide(new Random(1));
    Calibration data = data(any -> 0);
    Model pruned = LeastSquaresPruning.layerwise(0.25, data).apply(model);
    float[] weight = weights(pruned, "a");
    for (int i = 0; i < weight.length; i++) {
      assertThat(weight[i] == 0).as("weight %d", i).isEqualTo(i % 16 >= 12);
    }
  }

  @Test
  void ofInputsThatAreNearlyAlikeOneIsEnough() {
    Random random = new Random(6);
    float[][] inputs = new float[200][];
    for (int i = 0; i < inputs.length; i++) {
      float one = (float) random.nextGaussian();
      float near = one + 0.01f * (float) random.nextGaussian();
      inputs[i] = new float[] {one, near, (float) random.nextGaussian()};
    }
    Op.Dense layer =
        new Op.Dense(new DenseTensor(Shape.of(1, 3), new float[] {1, 0.9f, 0.3f}), new float[1]);
    Model model = new Model.Chain("alike", Shape.of(3)).add("a", layer).build();
    Model pruned = LeastSquaresPruning.layerwise(0.34, looking(inputs)).apply(model);
    float[] weight = weights(pruned, "a");
    assertThat(weight[1]).isZero();
    assertThat(weight[0]).isCloseTo(1.9f, within(0.05f));
    assertThat(weight[2]).isCloseTo(0.3f, within(0.05f));
  }

  /** A calibration that scores nothing. */
  static Calibration looking(float[][] inputs) {
    return new Calibration() {
      @Override
      public Score score(Model any) {
        return new Score(0, 0);
      }

      @Override
      public float[][] outputs(Model any) {
        return Arrays.stream(inputs).map(new Interpreter(any)::run).toArray(float[][]::new);
      }
    };
  }

  @Test
  void theFitIsTheLeastSquaresSolution() {
    Model model =
        new Model.Chain("one", Shape.of(16)).add("a", dense(new Random(3), 1, 16)).build();
    Calibration data = data(any -> 0);
    Model pruned = LeastSquaresPruning.layerwise(0.5, data).apply(model);
    double best = CallDistance.of(model, pruned, data);
    float[] weight = weights(pruned, "a");
    for (int i = 0; i < 16; i++) {
      for (float change : new float[] {-0.05f, 0.05f}) {
        float[] moved = weight.clone();
        moved[i] += moved[i] == 0 ? 0 : change;
        Op.Dense old = (Op.Dense) pruned.nodes().get(0).op();
        Op other = old.with(new DenseTensor(Shape.of(1, 16), moved), old.bias());
        Model near = pruned.withNodes(List.of(pruned.nodes().get(0).with(other)), "a");
        assertThat(CallDistance.of(model, near, data)).isGreaterThanOrEqualTo(best);
      }
    }
  }

  @Test
  void patternsHoldWithDataToo() {
    Model model = wide(new Random(2));
    Model pruned = LeastSquaresPruning.groups(new GroupPruning(2, 4), data(any -> 0)).apply(model);
    float[] weight = weights(pruned, "a");
    for (int group = 0; group < weight.length; group += 4) {
      int kept = 0;
      for (int i = group; i < group + 4; i++) {
        kept += weight[i] == 0 ? 0 : 1;
      }
      assertThat(kept).isEqualTo(2);
    }
  }

  @Test
  void randomNetsKeepTheirShapesAndCounts() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Model model = RandomNets.next(random);
      float[][] inputs = new float[6][];
      Arrays.setAll(inputs, i -> RandomNets.input(random, model));
      Model pruned = LeastSquaresPruning.layerwise(0.5, looking(inputs)).apply(model);
      pruned
          .weights()
          .forEach(
              (name, weight) ->
                  assertThat(weight.nonZeros())
                      .isLessThanOrEqualTo((weight.shape().size() + 1) / 2));
    }
  }

  @Test
  void theSearchStaysWithinTheErrorAndGoesAsFarAsItCan() {
    Model model = wide(new Random(5));
    List<Double> seen = new ArrayList<>();
    // The error is what is gone of layer b; layer a costs nothing.
    ToDoubleFunction<Model> measure =
        pruned -> {
          double error = 100.0 * (120 - pruned.weights().get("b").nonZeros()) / 120;
          seen.add(error);
          return error;
        };
    Model pruned = new SparsitySearch(data(measure), 40, 0.98).apply(model);
    assertThat(measure.applyAsDouble(pruned)).isBetween(15.0, 40.0);
    assertThat(pruned.weights().get("a").nonZeros()).isLessThan(40);
    assertThat(seen).hasSizeLessThan(60);
  }

  @Test
  void searchesOfOneModelShareWhatTheyTry() {
    Model model = wide(new Random(7));
    List<Double> seen = new ArrayList<>();
    ToDoubleFunction<Model> measure =
        pruned -> {
          seen.add(0.0);
          return 100.0 * (504 - WeightCount.of(pruned).nonZero()) / 504;
        };
    SparsitySearch wide = new SparsitySearch(data(measure), 60, 0.98);
    wide.apply(model);
    seen.clear();
    Model shared = wide.within(40).apply(model);
    int few = seen.size();
    seen.clear();
    Model alone = new SparsitySearch(data(measure), 40, 0.98).apply(model);
    assertThat(few).isLessThan(seen.size());
    assertThat(WeightCount.of(shared).nonZero()).isEqualTo(WeightCount.of(alone).nonZero());
    assertThat(measure.applyAsDouble(shared)).isBetween(30.0, 40.0);
  }

  @Test
  void theSearchStopsAtTheSparsityAskedFor() {
    Model model = wide(new Random(6));
    Model easy = new SparsitySearch(data(any -> 0), 0, 0.75).apply(model);
    assertThat(WeightCount.of(easy).nonZero()).isEqualTo(126);
    Calibration strict = data(some -> 504 - WeightCount.of(some).nonZero());
    Model kept = new SparsitySearch(strict, 0, 0.75).apply(model);
    assertThat(WeightCount.of(kept).nonZero()).isEqualTo(504);
  }
}

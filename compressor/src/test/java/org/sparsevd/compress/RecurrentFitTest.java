package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.compress.prune.LeastSquaresPruning;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.compress.quantise.FittedRounding;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Recurrent layers fitted to what they read, against the same zeros or steps without data. */
class RecurrentFitTest {
  private static final int STEPS = 9;
  private static final int BATCH = 4;
  private static final int WIDTH = 21;
  private static final int HIDDEN = 19;
  private static final int BITS = 3;

  private static DenseTensor matrix(Random random, int rows, int columns, double size) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (size * random.nextGaussian());
    }
    return new DenseTensor(Shape.of(rows, columns), values);
  }

  static Op.Recurrent layer(
      Random random, Op.RecurrentKind kind, boolean backwards, boolean variant, int inputs) {
    int rows = kind.cell().gates() * HIDDEN;
    return new Op.Recurrent(
        kind,
        backwards,
        variant,
        false,
        kind == Op.RecurrentKind.RNN ? Activation.TANH : Activation.SIGMOID,
        Activation.TANH,
        Activation.TANH,
        Float.POSITIVE_INFINITY,
        matrix(random, rows, inputs, 1.2 / Math.sqrt(inputs)),
        matrix(random, rows, HIDDEN, 1.2 / Math.sqrt(HIDDEN)),
        matrix(random, 2 * kind.cell().gates(), HIDDEN, 0.3));
  }

  /** One layer in each direction on the sequence, and one more on what the first gives. */
  private static Model model(Random random, Op.RecurrentKind kind, boolean variant) {
    Shape shape = Shape.of(STEPS, BATCH, WIDTH);
    return new Model(
        "m",
        List.of(new Model.Input("x", ElementType.FLOAT, shape)),
        List.of(
            new Node("a", layer(random, kind, false, variant, WIDTH), List.of("x")),
            new Node("b", layer(random, kind, true, variant, WIDTH), List.of("x")),
            new Node("c", layer(random, kind, false, variant, HIDDEN), List.of("a")),
            new Node("s", new Op.Add(), List.of("b", "c"))),
        List.of(new Model.Output("y", "s")),
        false,
        Map.of());
  }

  /** Numbers of a step depend on each other, and on those of the step before. */
  private static Calibration calibration(Random random) {
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      float[] input = new float[STEPS * BATCH * WIDTH];
      for (int j = 0; j < input.length; j++) {
        float left = j % WIDTH == 0 ? 0 : input[j - 1];
        float before = j < BATCH * WIDTH ? 0 : input[j - BATCH * WIDTH];
        input[j] = 0.7f * left + 0.3f * before + (float) random.nextGaussian() / 2;
      }
      inputs.add(input);
    }
    return new SeenInputs(inputs, Map.of());
  }

  @ParameterizedTest
  @CsvSource({"RNN, false", "GRU, false", "GRU, true", "LSTM, false", "LSTM, true"})
  void roundingLosesLessThanToTheNearestValues(Op.RecurrentKind kind, boolean variant) {
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      Model model = model(random, kind, variant);
      Calibration seen = calibration(random);
      Calibration others = calibration(random);
      Model nearest = new RoundWeights(BITS, true).apply(model);
      Model fitted = new FittedRounding(BITS, seen, line -> {}).apply(model);
      assertThat(CallDistance.of(model, fitted, others))
          .as("seed %d", seed)
          .isLessThan(0.6 * CallDistance.of(model, nearest, others));
      checkSteps(nearest, fitted);
    }
  }

  @ParameterizedTest
  @CsvSource({"RNN, false", "GRU, false", "GRU, true", "LSTM, false", "LSTM, true"})
  void pruningLosesLessThanByMagnitude(Op.RecurrentKind kind, boolean variant) {
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      Model model = model(random, kind, variant);
      Calibration seen = calibration(random);
      Calibration others = calibration(random);
      Model magnitude = MagnitudePruning.layerwise(model, 0.6).apply(model);
      Model fitted = LeastSquaresPruning.layerwise(0.6, seen).apply(model);
      assertThat(CallDistance.of(model, fitted, others))
          .as("seed %d", seed)
          .isLessThan(0.6 * CallDistance.of(model, magnitude, others));
      Map<String, WeightTensor> weights = WeightTensors.of(fitted);
      WeightTensors.of(magnitude)
          .forEach(
              (name, weight) ->
                  assertThat(weights.get(name).tensor().nonZeros())
                      .as(name)
                      .isEqualTo(weight.tensor().nonZeros()));
    }
  }

  /** Both know the same steps, and all values are multiples. */
  private static void checkSteps(Model nearest, Model fitted) {
    Map<String, WeightTensor> weights = WeightTensors.of(fitted);
    WeightTensors.of(nearest)
        .forEach(
            (name, weight) -> {
              WeightTensor found = weights.get(name);
              assertThat(found.node().step(found.number()))
                  .isEqualTo(weight.node().step(weight.number()))
                  .isPresent();
              double step = found.node().step(found.number()).orElseThrow().size();
              for (float value : found.tensor().toArray()) {
                assertThat(value / step % 1).isZero();
              }
            });
  }
}

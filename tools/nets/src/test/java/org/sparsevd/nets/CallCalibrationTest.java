package org.sparsevd.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.quantise.FittedRounding;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

class CallCalibrationTest {
  private static final int WIDTH = 6;
  private static final int JUDGING = 9;

  private static Model model(float[] weight) {
    Op.Dense layer =
        new Op.Dense(new DenseTensor(Shape.of(WIDTH, WIDTH), weight), new float[WIDTH]);
    return new Model(
        "m",
        List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(1, WIDTH))),
        List.of(new Node("y", layer, List.of("x"))),
        List.of(new Model.Output("y", "y")),
        false,
        Map.of());
  }

  /** A GRU of any number of steps that begins with a constant. */
  private static Model recurrent(Random random) {
    Op layer =
        new Op.Recurrent(
            Op.RecurrentKind.GRU,
            true,
            false,
            false,
            Activation.SIGMOID,
            Activation.TANH,
            Activation.TANH,
            Float.POSITIVE_INFINITY,
            new DenseTensor(Shape.of(3 * WIDTH, WIDTH), numbers(random, 3 * WIDTH * WIDTH)),
            new DenseTensor(Shape.of(3 * WIDTH, WIDTH), numbers(random, 3 * WIDTH * WIDTH)),
            new DenseTensor(Shape.of(6, WIDTH), numbers(random, 6 * WIDTH)));
    DenseTensor state = new DenseTensor(Shape.of(2, WIDTH), numbers(random, 2 * WIDTH));
    Shape shape = Shape.of(Dim.symbol("steps"), Dim.of(2), Dim.of(WIDTH));
    return new Model(
        "m",
        List.of(new Model.Input("x", ElementType.FLOAT, shape)),
        List.of(
            new Node("h", new Op.Constant(ElementType.FLOAT, state), List.of()),
            new Node("r", layer, List.of("x", "h"))),
        List.of(new Model.Output("y", "r")),
        false,
        Map.of());
  }

  @Test
  void recurrentLayersAreFittedOnSequencesOfAllLengths() {
    Random random = new Random(6);
    Model model = recurrent(random);
    List<Map<String, Value>> calls = new ArrayList<>();
    for (int call = 0; call < 60; call++) {
      int steps = 1 + call % 7;
      float[] x = numbers(random, steps * 2 * WIDTH);
      for (int i = 1; i < x.length; i++) {
        x[i] = 0.3f * x[i] + (i % WIDTH == 0 ? 0 : 0.9f * x[i - 1]);
      }
      calls.add(Map.of("x", Value.of(x, steps, 2, WIDTH)));
    }
    CallCalibration calibration = CallCalibration.of(model, calls, 20, line -> {});
    Model nearest = new RoundWeights(3, true).apply(model);
    Model fitted = new FittedRounding(3, calibration, line -> {}).apply(model);
    assertThat(calibration.score(fitted).errorPercent())
        .isLessThan(0.9 * calibration.score(nearest).errorPercent());
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static double[] times(float[] weight, float[] input) {
    double[] output = new double[WIDTH];
    for (int i = 0; i < WIDTH * WIDTH; i++) {
      output[i / WIDTH] += (double) weight[i] * input[i % WIDTH];
    }
    return output;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void cautionTakesAStandardErrorOfTheMean() {
    Random random = new Random(5);
    float[] weight = numbers(random, WIDTH * WIDTH);
    float[] changed = weight.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] += 0.3f * (float) random.nextGaussian();
    }
    List<Map<String, Value>> calls = new ArrayList<>();
    List<Double> cosines = new ArrayList<>();
    for (int call = 0; call < JUDGING + 4; call++) {
      float[] input = numbers(random, WIDTH);
      calls.add(Map.of("x", Value.of(input, 1, WIDTH)));
      double[] a = times(weight, input);
      double[] b = times(changed, input);
      if (call >= 4) {
        cosines.add(product(a, b) / Math.sqrt(product(a, a) * product(b, b)));
      }
    }
    double mean = cosines.stream().mapToDouble(c -> c).average().orElseThrow();
    double squares = cosines.stream().mapToDouble(c -> (c - mean) * (c - mean)).sum();
    double error = Math.sqrt(squares / (JUDGING - 1) / JUDGING);
    CallCalibration calibration = CallCalibration.of(model(weight), calls, JUDGING, line -> {});
    Model other = model(changed);
    assertThat(calibration.similarities(other).get("y")).isCloseTo(mean, within(1e-6));
    assertThat(calibration.cautiousSimilarities(other).get("y"))
        .isCloseTo(mean - error, within(1e-6));
    CallCalibration one = CallCalibration.of(model(weight), calls, 1, line -> {});
    assertThat(one.cautiousSimilarities(other)).isEqualTo(one.similarities(other));
  }
}

package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.CallDistance;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/** Rounding by what a layer reads, in a model of whole shapes, against rounding to the nearest. */
class FittedRoundingTest {
  private static final int WIDTH = 24;
  private static final int BITS = 3;

  private static Op.Dense dense(Random random, int outputs, int inputs) {
    float[] weight = new float[outputs * inputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = i % 7 == 0 ? 0 : (float) random.nextGaussian();
    }
    float[] bias = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    return new Op.Dense(new DenseTensor(Shape.of(outputs, inputs), weight), bias);
  }

  private static Model model(Random random) {
    Shape shape = Shape.of(Dim.symbol("batch"), Dim.symbol("sequence"), Dim.of(WIDTH));
    return new Model(
        "m",
        List.of(new Model.Input("x", ElementType.FLOAT, shape)),
        List.of(
            new Node("a", dense(random, 20, WIDTH), List.of("x")),
            new Node("r", new Op.Relu(), List.of("a")),
            new Node("b", dense(random, 10, 20), List.of("r"))),
        List.of(new Model.Output("y", "b")),
        false,
        Map.of());
  }

  /** Inputs whose elements depend on each other. */
  private static List<float[]> inputs(Random random) {
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      float[] input = new float[5 * WIDTH];
      for (int j = 0; j < input.length; j++) {
        float before = j % WIDTH == 0 ? 0 : input[j - 1];
        input[j] = 0.9f * before + (float) random.nextGaussian() / 3;
      }
      inputs.add(input);
    }
    return inputs;
  }

  private static Calibration on(List<float[]> inputs) {
    return new Calibration() {
      @Override
      public Score score(Model model) {
        throw new AssertionError("nobody asks");
      }

      @Override
      public float[][] outputs(Model model) {
        Interpreter interpreter = new Interpreter(model.bind(Map.of("batch", 1, "sequence", 5)));
        return inputs.stream().map(interpreter::run).toArray(float[][]::new);
      }
    };
  }

  @Test
  void outputsChangeLessThanByTheNearestValues() {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      Model model = model(random);
      Calibration seen = on(inputs(random));
      Calibration others = on(inputs(random));
      Model nearest = new RoundWeights(BITS, true).apply(model);
      Model fitted = new FittedRounding(BITS, seen, line -> {}).apply(model);
      assertThat(CallDistance.of(model, fitted, others))
          .as("seed %d", seed)
          .isLessThan(0.6 * CallDistance.of(model, nearest, others));
      check(model, fitted);
    }
  }

  /** Zeros stay, and all else is a multiple of the step that the node knows. */
  private static void check(Model before, Model after) {
    Map<String, Tensor> had = before.weights();
    for (Node node : after.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        Step step = node.step(0).orElseThrow();
        float[] weight = layer.weight().toArray();
        float[] old = had.get(node.name()).toArray();
        for (int i = 0; i < weight.length; i++) {
          assertThat(weight[i] / step.size() % 1).isZero();
          assertThat(old[i] != 0 || weight[i] == 0).isTrue();
        }
      }
    }
  }
}

package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.codec.CodedSize;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.CallDistance;
import org.sparsevd.compress.SeenInputs;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.model.GeneralOps;
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
    return new SeenInputs(inputs, Map.of("batch", 1, "sequence", 5));
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

  /** At the size to which it brings a table, larger steps would have lost more. */
  @Test
  void tablesLoseLessThanByLargerSteps() {
    Random random = new Random(3);
    float[] values = new float[256 * 256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (0.3 + i % 256 / 256.0));
    }
    Node table =
        new Node("t", new GeneralOps.Constant(ElementType.FLOAT, values(values)), List.of());
    Step step = Step.nearest(0.6);
    double[] plain = sizeAndLoss(table, step, 0, values);
    double[] rated = sizeAndLoss(table, step, 0.5, values);
    double[] larger = sizeAndLoss(table, step.moved(1), 0, values);
    assertThat(rated[0]).isLessThan(0.995 * plain[0]);
    double same = (plain[0] - rated[0]) / (plain[0] - larger[0]);
    assertThat(rated[1]).isLessThan(plain[1] + same * (larger[1] - plain[1]));
  }

  private static DenseTensor values(float[] values) {
    return new DenseTensor(Shape.of(256, 256), values);
  }

  private static double[] sizeAndLoss(Node table, Step step, double trade, float[] values) {
    WeightTensor weight = new WeightTensor(table, 0);
    Tensor rounded = FittedRounding.alone(weight, step, trade, null).orElseThrow().tensor();
    float[] found = rounded.toArray();
    double loss = 0;
    for (int i = 0; i < values.length; i++) {
      loss += Math.pow(values[i] - found[i], 2);
    }
    QuantizedTensor tensor = QuantizedTensor.nearest(values(found), step);
    return new double[] {CodedSize.inLargeFile(tensor, ColumnLayout.NONE).total(), loss};
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

package org.sparsevd.compress.int8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Answers;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Biases that make up for what 8 bits add to the means of outputs. */
class BiasesTest {
  private static final int INPUTS = 24;

  private final RandomLayers layers = new RandomLayers(new Random(12));

  /** A residual sum and a depthwise convolution among the layers. */
  private Model net() {
    DenseTensor last = layers.normal(0.6, 5, 6);
    List<Node> nodes =
        List.of(
            new Node("stem", layers.conv(8, 3, 3, 1), List.of(Model.INPUT)),
            new Node("r0", new Op.Relu(), List.of("stem")),
            new Node("c1", layers.conv(8, 8, 3, 1), List.of("r0")),
            new Node("r1", new Op.Relu(), List.of("c1")),
            new Node("depth", layers.conv(8, 8, 3, 8), List.of("r1")),
            new Node("sum", new Op.Add(), List.of("depth", "r0")),
            new Node("c2", layers.conv(6, 8, 1, 1), List.of("sum")),
            new Node("mean", new Op.GlobalAvgPool2d(), List.of("c2")),
            new Node("flat", new Op.Flatten(), List.of("mean")),
            new Node("out", new Op.Dense(last, layers.normal(0.1, 5).toArray()), List.of("flat")));
    return new Model("net", Shape.of(3, 7, 9), nodes, "out", Map.of());
  }

  /** Inputs around a number; what counts is how far outputs are from the first model's. */
  private Calibration numbers(Model model, float middle) {
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      float[] input = layers.normal(0.5, model.inputShape().size()).toArray();
      for (int j = 0; j < input.length; j++) {
        input[j] += middle;
      }
      inputs.add(input);
    }
    return new Calibration() {
      private final Answers original = answers(model);

      private Answers answers(Model changed) {
        float[][] all = outputs(changed);
        int size = all[0].length;
        float[] values = new float[all.length * size];
        for (int i = 0; i < all.length; i++) {
          System.arraycopy(all[i], 0, values, i * size, size);
        }
        return new Answers(values, size);
      }

      @Override
      public Score score(Model changed) {
        double percent = answers(changed).differencePercent(original);
        return new Score(percent, percent * percent);
      }

      @Override
      public float[][] outputs(Model changed) {
        Interpreter interpreter = new Interpreter(changed);
        String output = changed.outputs().get(0).value();
        return inputs.stream()
            .map(values -> interpreter.values(Map.of(Model.INPUT, values)).get(output))
            .toArray(float[][]::new);
      }
    };
  }

  private static Int8Result kept(Model model, Calibration calibration, double increase) {
    return Int8Search.search(model, calibration, increase, Int8Search.Biases.KEPT, line -> {});
  }

  private static Int8Result corrected(Model model, Calibration calibration, double increase) {
    return Int8Search.search(model, calibration, increase, Int8Search.Biases.CORRECTED, line -> {});
  }

  /** On what layers are looked at: means of all outputs, in the net that comes of it. */
  @Test
  void correctedBiasesKeepTheMeansOfOutputs() {
    Model model = net();
    Calibration calibration = numbers(model, 1);
    Int8Result kept = kept(model, calibration, 100);
    Int8Result result = corrected(model, calibration, 100);
    assertThat(kept.corrected()).isFalse();
    assertThat(result.corrected()).isTrue();
    assertThat(result.after().loss()).isLessThan(kept.after().loss());
    assertThat(ByteLayers.of(result.model())).hasSize(5);
    double plain = meansOff(model, kept.model(), calibration);
    assertThat(meansOff(model, result.model(), calibration)).isLessThan(plain / 5);
  }

  /** The squares of the differences of all outputs' means. */
  private static double meansOff(Model one, Model other, Calibration calibration) {
    float[][] had = calibration.outputs(one);
    float[][] has = calibration.outputs(other);
    double sum = 0;
    for (int j = 0; j < had[0].length; j++) {
      double mean = 0;
      for (int i = 0; i < had.length; i++) {
        mean += (double) (had[i][j] - has[i][j]) / had.length;
      }
      sum += mean * mean;
    }
    return sum;
  }

  /** Where looking at some inputs makes others worse, biases stay as they are. */
  @Test
  void biasesStayWhereTheyBringNothing() {
    Model model = net();
    Calibration looked = numbers(model, 1);
    Calibration scored = numbers(model, 0);
    Calibration both =
        new Calibration() {
          private int scores;

          @Override
          public Score score(Model changed) {
            // The third one is of corrected biases, and bad.
            return ++scores == 3 ? new Score(50, 1e9) : scored.score(changed);
          }

          @Override
          public float[][] outputs(Model changed) {
            return looked.outputs(changed);
          }
        };
    Int8Result result = corrected(model, both, 100);
    assertThat(result.corrected()).isFalse();
    assertThat(looked.outputs(result.model()))
        .isDeepEqualTo(looked.outputs(kept(model, looked, 100).model()));
  }

  /** With layers that went back to float32 the others are corrected anew. */
  @Test
  void layersThatAreLeftAreCorrected() {
    Model model = net();
    Calibration calibration = numbers(model, 1);
    double all = corrected(model, calibration, 100).after().errorPercent();
    Int8Result some = corrected(model, calibration, all * 0.7);
    assertThat(some.layers().stream().filter(LayerChoice::bytes).count()).isBetween(1L, 4L);
    assertThat(some.after().errorPercent()).isLessThanOrEqualTo(all * 0.7);
    assertThat(calibration.score(some.model())).isEqualTo(some.after());
  }
}

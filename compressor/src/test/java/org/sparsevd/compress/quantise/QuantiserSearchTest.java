package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.Quantised;
import org.sparsevd.compress.RandomNets;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.compress.WeightCount;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

class QuantiserSearchTest {
  private static final long SEED = 77;
  private static final int CLASSES = 4;

  private final Random random = new Random(SEED);
  private Model model;
  private OwnAnswers calibration;

  /** Inputs labelled by what the unquantised model says of them. */
  private static final class OwnAnswers implements Calibration {
    private final float[][] inputs;
    private final int[] labels;

    OwnAnswers(Model model, Random random, int count) {
      inputs = new float[count][];
      labels = new int[count];
      for (int i = 0; i < count; i++) {
        inputs[i] = RandomNets.input(random, model);
        labels[i] = best(new Interpreter(model).run(inputs[i]));
      }
    }

    private static int best(float[] scores) {
      int best = 0;
      for (int c = 1; c < scores.length; c++) {
        best = scores[c] > scores[best] ? c : best;
      }
      return best;
    }

    @Override
    public Score score(Model model) {
      float[][] outputs = outputs(model);
      int wrong = 0;
      double loss = 0;
      for (int i = 0; i < labels.length; i++) {
        wrong += best(outputs[i]) == labels[i] ? 0 : 1;
        double sum = 0;
        for (float score : outputs[i]) {
          sum += Math.exp((double) score - outputs[i][labels[i]]);
        }
        loss += Math.log(sum);
      }
      return new Score(100.0 * wrong / labels.length, loss / labels.length);
    }

    @Override
    public float[][] outputs(Model model) {
      Interpreter interpreter = new Interpreter(model);
      float[][] outputs = new float[inputs.length][];
      for (int i = 0; i < inputs.length; i++) {
        outputs[i] = interpreter.run(inputs[i]);
      }
      return outputs;
    }
  }

  @BeforeEach
  void makeNet() {
    Op.Conv2d conv =
        new Op.Conv2d(sparse(Shape.of(4, 1, 3, 3), 2), floats(4), Window.square(3, 0), 1);
    Op.Dense hidden = new Op.Dense(sparse(Shape.of(12, 64), 5), floats(12));
    Op.Dense output = new Op.Dense(sparse(Shape.of(CLASSES, 12), 2), floats(CLASSES));
    model =
        new Model(
            "net",
            Shape.of(1, 6, 6),
            List.of(
                new Node("conv", conv, List.of(Model.INPUT)),
                new Node("relu1", new Op.Relu(), List.of("conv")),
                new Node("flatten", new Op.Flatten(), List.of("relu1")),
                new Node("hidden", hidden, List.of("flatten")),
                new Node("relu2", new Op.Relu(), List.of("hidden")),
                new Node("output", output, List.of("relu2"))),
            "output",
            Map.of());
    calibration = new OwnAnswers(model, random, 100);
  }

  private DenseTensor sparse(Shape shape, int oneIn) {
    float[] values = floats(shape.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(oneIn) == 0 ? values[i] : 0;
    }
    return new DenseTensor(shape, values);
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private Quantised search(double budget) {
    return QuantiserSearch.search(model, Deviations.none(), calibration, budget);
  }

  /** Units are put into another order; a deviation of half its weight stays about that. */
  @Test
  void deviationsGoWithTheUnits() {
    Map<String, float[]> logSigma2 = new HashMap<>();
    model
        .weights()
        .forEach(
            (name, weight) -> {
              float[] values = weight.toArray();
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (2 * Math.log(0.5 * Math.abs(values[i]) + 1e-9));
              }
              logSigma2.put(name, values);
            });
    Compressed before = Compressor.compress(new TrainedModel(model, logSigma2));
    Quantised quantised =
        QuantiserSearch.search(before.model(), Deviations.of(before), calibration, 1);
    assertThat(quantised.steps()).isNotEmpty();
    Map<String, Tensor> deviations = Deviations.beside(quantised, before);
    quantised
        .model()
        .weights()
        .forEach(
            (name, weight) -> {
              float[] values = weight.toArray();
              float[] found = deviations.get(name).toArray();
              for (int i = 0; i < values.length; i++) {
                if (values[i] != 0) {
                  assertThat(found[i] / Math.abs(values[i]))
                      .as("%s %d, seed %d", name, i, SEED)
                      .isBetween(0.2f, 1.1f);
                }
              }
            });
  }

  @Test
  void staysWithinTheBudgetAndIsMultiplesOfSteps() {
    for (double budget : new double[] {0, 10}) {
      Quantised quantised = search(budget);
      assertThat(quantised.before().errorPercent()).isZero();
      assertThat(quantised.after().errorPercent()).isLessThanOrEqualTo(budget);
      assertThat(quantised.after()).isEqualTo(calibration.score(quantised.model()));
      assertThat(quantised.steps()).hasSize(6);
      for (Node node : quantised.model().nodes()) {
        if (node.op() instanceof Op.Weighted layer) {
          assertThat(node.step(0)).contains(quantised.steps().get(node.name()));
          assertThat(node.step(1)).contains(quantised.steps().get(node.name() + ".bias"));
          assertThat(QuantizedTensor.exact(layer.weight())).isPresent();
          assertThat(QuantizedTensor.exact(Quantise.vector(layer.bias()))).isPresent();
        }
      }
      assertThat(WeightCount.of(quantised.model()).nonZero())
          .isLessThanOrEqualTo(WeightCount.of(model).nonZero());
    }
  }

  @Test
  void aLargerBudgetBuysASmallerModel() {
    double tight = search(0).size().total();
    double loose = search(20).size().total();
    assertThat(tight).isLessThan(32.0 * WeightCount.of(model).nonZero());
    assertThat(loose).isLessThan(0.8 * tight);
  }

  @Test
  void findsTheSameModelAgain() {
    assertThat(search(3).steps()).isEqualTo(search(3).steps());
  }

  @Test
  void refusesANegativeBudget() {
    assertThatThrownBy(() -> search(-1)).hasMessageContaining("must not be negative, found -1.0");
    assertThatThrownBy(() -> search(Double.NaN)).hasMessageContaining("found NaN");
  }

  @Test
  void theFunctionOfAModelSurvivesFineSteps() {
    Model fine =
        new Quantise(Map.of("conv", 1e-5, "hidden", 1e-5, "output", 1e-5, "output.bias", 1e-5))
            .apply(model);
    float[] input = RandomNets.input(random, model);
    float[] before = new Interpreter(model).run(input);
    float[] after = new Interpreter(fine).run(input);
    assertThat(after).containsExactly(before, within(1e-2f));
  }
}

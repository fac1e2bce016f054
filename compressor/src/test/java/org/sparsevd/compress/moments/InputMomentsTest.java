package org.sparsevd.compress.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.quantise.Deviations;
import org.sparsevd.compress.quantise.QuantiserSearch;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Second moments at layers that read several vectors or images. */
class InputMomentsTest {
  private static final int COUNT = 5;

  private final Random random = new Random(11);

  /** Inputs in which the same line, of so many repeats of each number, stands again and again. */
  private float[][] inputs(int times, int channels, int repeats) {
    float[][] inputs = new float[COUNT][times * channels * repeats];
    for (float[] input : inputs) {
      float[] line = new float[channels];
      for (int c = 0; c < channels; c++) {
        line[c] = (float) random.nextGaussian();
      }
      for (int i = 0; i < input.length; i++) {
        input[i] = line[i / repeats % channels];
      }
    }
    return inputs;
  }

  private static Calibration data(float[][] inputs) {
    return new Calibration() {
      @Override
      public Score score(Model model) {
        return new Score(0, 0);
      }

      @Override
      public float[][] outputs(Model model) {
        float[][] outputs = new float[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
          outputs[i] = new Interpreter(model).values(inputs[i]).get(model.output());
        }
        return outputs;
      }
    };
  }

  private static void check(InputMoments found, float[][] inputs, int channels, int repeats) {
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j < channels; j++) {
        double mean = 0;
        for (float[] input : inputs) {
          mean += (double) input[i * repeats] * input[j * repeats] / COUNT;
        }
        assertThat(found.at(0, i, j)).isCloseTo(mean, within(1e-9));
      }
    }
    assertThat(found.at(0, channels, channels)).isEqualTo(1);
  }

  private DenseTensor weight(int... dims) {
    float[] values = new float[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new DenseTensor(Shape.of(dims), values);
  }

  @Test
  void aDenseLayerIsLookedAtLineByLine() {
    float[][] inputs = inputs(6, 4, 1);
    Model model =
        new Model.Chain("lines", Shape.of(3, 2, 4))
            .add("fc", new Op.Dense(weight(5, 4), new float[5]))
            .build();
    check(InputMoments.of(model, model.nodes().get(0), data(inputs)), inputs, 4, 1);
  }

  @Test
  void aConvolutionIsLookedAtImageByImage() {
    float[][] inputs = inputs(2, 3, 4);
    Model model =
        new Model.Chain("images", Shape.of(2, 3, 2, 2))
            .add("conv", new Op.Conv2d(weight(5, 3, 1, 1), new float[5], Window.square(1, 0), 1))
            .build();
    check(InputMoments.of(model, model.nodes().get(0), data(inputs)), inputs, 3, 4);
  }

  /** Units of such layers keep their order, for their channels are not followed. */
  @Test
  void layersOverLinesAreQuantisedWhereTheyAre() {
    float[][] inputs = inputs(6, 4, 1);
    Model model =
        new Model.Chain("lines", Shape.of(6, 4))
            .add("first", new Op.Dense(weight(5, 4), new float[] {5, 4, 3, 2, 1}))
            .add("flat", new Op.Flatten())
            .add("last", new Op.Dense(weight(2, 30), new float[2]))
            .build();
    Calibration exact =
        new Calibration() {
          @Override
          public Score score(Model some) {
            double worst = 0;
            for (float[] input : inputs) {
              float[] was = new Interpreter(model).run(input);
              float[] is = new Interpreter(some).run(input);
              for (int i = 0; i < was.length; i++) {
                worst = Math.max(worst, Math.abs(was[i] - is[i]));
              }
            }
            return new Score(worst, worst);
          }

          @Override
          public float[][] outputs(Model some) {
            return data(inputs).outputs(some);
          }
        };
    Model found = QuantiserSearch.search(model, Deviations.none(), exact, 0.5).model();
    assertThat(exact.score(found).errorPercent()).isBetween(1e-6, 0.5);
    float[] biases = ((Op.Dense) found.nodes().get(0).op()).bias();
    assertThat(biases[0]).isGreaterThan(biases[4]);
  }
}

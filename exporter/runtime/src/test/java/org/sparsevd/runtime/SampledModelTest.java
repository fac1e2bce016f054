package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class SampledModelTest {
  private static final int SAMPLES = 4000;

  @TempDir Path folder;

  /** Two scores: {@code w x} with w around 1, and 0. */
  private static Model model() {
    Op dense =
        new Op.Dense(new DenseTensor(Shape.of(2, 2), new float[] {1, 0, 0, 2}), new float[2]);
    Node node = new Node("scores", dense, List.of(Model.INPUT));
    return new Model("two", Shape.of(2), List.of(node), "scores", Map.of());
  }

  private static UncertainModel uncertain(float deviation) {
    float[] deviations = {deviation, 7, 0, 0};
    return new UncertainModel(
        model(), Map.of("scores", new DenseTensor(Shape.of(2, 2), deviations)));
  }

  /** The softmax of (w, 0) is a sigmoid; its moments are integrals over w. */
  @Test
  void momentsAreThoseOfTheDistribution() {
    double sigma = 1.5;
    Prediction found =
        SampledModel.of(uncertain((float) sigma), SAMPLES, 3).run(new float[] {1, 0}, 1).get(0);
    double mean = 0;
    double square = 0;
    double entropy = 0;
    double total = 0;
    for (double e = -8; e <= 8; e += 1e-3) {
      double density = Math.exp(-e * e / 2);
      double p = 1 / (1 + Math.exp(-(1 + sigma * e)));
      total += density;
      mean += density * p;
      square += density * p * p;
      entropy -= density * (p * Math.log(p) + (1 - p) * Math.log(1 - p));
    }
    mean /= total;
    double deviation = Math.sqrt(square / total - mean * mean);
    double all = -mean * Math.log(mean) - (1 - mean) * Math.log(1 - mean);
    double error = 5 * deviation / Math.sqrt(SAMPLES);
    assertThat(found.mean()).containsExactly(new double[] {mean, 1 - mean}, within(error));
    assertThat(found.deviation()[0]).isCloseTo(deviation, within(error));
    assertThat(found.entropy()).isCloseTo(all, within(error));
    assertThat(found.mutualInformation()).isCloseTo(all - entropy / total, within(2 * error));
    assertThat(found.top1()).isZero();
  }

  @Test
  void certainInputsHaveNoMutualInformation() {
    List<Prediction> found = SampledModel.of(uncertain(1), 50, 3).run(new float[] {0, 1, 3, 0}, 2);
    double[] certain = {1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-2))};
    assertThat(found.get(0).mean()).containsExactly(certain, within(1e-6));
    assertThat(found.get(0).deviation()).containsExactly(new double[2], within(1e-6));
    assertThat(found.get(0).mutualInformation()).isCloseTo(0, within(1e-6));
    assertThat(found.get(1).mutualInformation()).isGreaterThan(0.01);
  }

  @Test
  void drawsAreAFunctionOfTheSeedAndPixelsAreNumbers() {
    SampledModel model = SampledModel.of(uncertain(0.01f), 5, 8);
    List<Prediction> found = model.run(new float[] {1, 2, 200, 0}, 2);
    List<Prediction> pixels = model.run(new byte[] {1, 2, (byte) 200, 0}, 2);
    for (int i = 0; i < 2; i++) {
      assertThat(pixels.get(i).mean()).isEqualTo(found.get(i).mean());
    }
    Model drawn = model.drawn(0);
    assertThat(new Interpreter(drawn).run(new float[] {0, 1})).containsExactly(0, 2);
    float first = new Interpreter(drawn).run(new float[] {1, 0})[0];
    assertThat(first).isBetween(0.9f, 1.1f).isNotEqualTo(1f);
    assertThat(new Interpreter(model.drawn(1)).run(new float[] {1, 0})[0]).isNotEqualTo(first);
    SampledModel other = SampledModel.of(uncertain(0.01f), 5, 9);
    assertThat(new Interpreter(other.drawn(0)).run(new float[] {1, 0})[0]).isNotEqualTo(first);
  }

  @Test
  void filesWithoutDeviationsAndSamplesOutOfRangeAreRefused() throws IOException {
    Path file = folder.resolve("certain.spvd");
    SpvdFile.write(model(), file);
    assertThatThrownBy(() -> SampledModel.load(file, 5, 1))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the file keeps no deviations of its weights");
    Files.write(file, SpvdFile.encodeCompact(uncertain(1)));
    assertThat(SampledModel.load(file, 5, 1).run(new float[2], 1)).hasSize(1);
    for (int samples : new int[] {0, -1, 10_001}) {
      assertThatThrownBy(() -> SampledModel.load(file, samples, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("samples must be 1 to 10000, found " + samples);
    }
    assertThatThrownBy(() -> SampledModel.of(new UncertainModel(model(), Map.of()), 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model 'two' has no deviations of its weights to draw by");
  }
}

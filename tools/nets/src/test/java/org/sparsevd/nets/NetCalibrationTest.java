package org.sparsevd.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class NetCalibrationTest {
  private static final byte BRIGHT = (byte) 200;

  /** Two pixels, times a factor the scores of two classes. */
  private static Model scaled(float factor, boolean softmax) {
    DenseTensor weight = new DenseTensor(Shape.of(2, 2), new float[] {factor, 0, 0, factor});
    Node fc = new Node("fc", new Op.Dense(weight, new float[2]), List.of(Model.INPUT));
    Node last = new Node("softmax", new Op.Softmax(), List.of("fc"));
    return softmax
        ? new Model("net", Shape.of(2), List.of(fc, last), "softmax", Map.of())
        : new Model("net", Shape.of(2), List.of(fc), "fc", Map.of());
  }

  private static NetCalibration calibration(Model model) {
    return calibration(model, false);
  }

  private static NetCalibration calibration(Model model, boolean seen) {
    byte[] pixels = {2, 0, 0, 1, 1, 3, BRIGHT, 0};
    byte[] others = {1, 2, -1, 4};
    return calibration(model, pixels, new int[] {0, 0, 1, 1}, others, seen);
  }

  private static NetCalibration calibration(
      Model model, byte[] pixels, int[] labels, byte[] others, boolean seen) {
    Inputs scored = Inputs.pixels(pixels, 2);
    Inputs looked = Inputs.pixels(others, 2);
    try {
      return NetCalibration.of(
          model, new NetCalibration.Judged(scored, labels, seen, looked, 1 << 20), line -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Turned round, the net is right where it was wrong; with images it has seen that is no gain. */
  @Test
  void correctionsOfImagesThatWereSeenDoNotCount() {
    Model model = scaled(1, false);
    Model reversed = scaled(-1, false);
    assertThat(calibration(model, false).score(reversed).errorPercent()).isEqualTo(50);
    assertThat(calibration(model, true).score(reversed).errorPercent()).isEqualTo(100);
    assertThat(calibration(model, true).score(model).errorPercent()).isEqualTo(50);
  }

  @Test
  void countsWrongAnswersAndMeasuresTheDivergence() {
    NetCalibration calibration = calibration(scaled(1, false));
    assertThat(calibration.score(scaled(1, false))).isEqualTo(new Calibration.Score(50, 0));
    double sum = 0;
    for (int difference : new int[] {2, -1, -2, 200}) {
      double p = 1 / (1 + Math.exp(-difference));
      double q = 1 / (1 + Math.exp(-2 * difference));
      sum += p * Math.log(p / q) + (p == 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q)));
    }
    assertThat(calibration.score(scaled(2, false)).loss()).isCloseTo(sum / 4, within(1e-6));
  }

  @Test
  void probabilitiesAreTakenAsSuch() {
    double logits = calibration(scaled(0.5f, false)).score(scaled(1, false)).loss();
    double softmax = calibration(scaled(0.5f, true)).score(scaled(1, true)).loss();
    assertThat(softmax).isCloseTo(logits, within(1e-6));
  }

  @Test
  void runsTheOtherImages() {
    assertThat(calibration(scaled(1, false)).outputs(scaled(1, false)))
        .isDeepEqualTo(new float[][] {{1, 2}, {255, 4}});
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    assertThatThrownBy(
            () -> calibration(scaled(1, false), new byte[6], new int[2], new byte[0], false))
        .hasMessageContaining("3 inputs do not fit 2 labels");
  }
}

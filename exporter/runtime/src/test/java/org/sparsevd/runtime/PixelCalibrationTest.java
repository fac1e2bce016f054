package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

class PixelCalibrationTest {
  private static final byte BRIGHT = (byte) 200;

  /** Two pixels, whose values are the scores of two classes. */
  private static Model identity() {
    DenseTensor weight = new DenseTensor(Shape.of(2, 2), new float[] {1, 0, 0, 1});
    Node node = new Node("fc", new Op.Dense(weight, new float[2]), List.of(Model.INPUT));
    return new Model("identity", Shape.of(2), List.of(node), "fc", Map.of());
  }

  @Test
  void countsWrongAnswersAndTheirLoss() {
    byte[] pixels = {BRIGHT, 0, 0, BRIGHT, 3, 3, BRIGHT, 0};
    PixelCalibration calibration =
        new PixelCalibration(pixels, new int[] {0, 1, 0, 1}, new byte[] {1, 2, -1, 4});
    Calibration.Score score = calibration.score(identity());
    assertThat(score.errorPercent()).isEqualTo(25);
    assertThat(score.loss()).isCloseTo((Math.log(2) + 200) / 4, within(1e-4));
    assertThat(calibration.outputs(identity())).isDeepEqualTo(new float[][] {{1, 2}, {255, 4}});
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    assertThatThrownBy(() -> new PixelCalibration(new byte[5], new int[2], new byte[0]))
        .hasMessageContaining("5 pixels do not fit 2 labels");
  }
}

package org.sparsevd.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Answers;
import org.sparsevd.report.Report;

class AgreementTest {
  private static boolean agree(float found, float expected, boolean rounded) {
    Answers ours = new Answers(new float[] {found, 0}, 2);
    return Agreement.of(ours, new Answers(new float[] {expected, 0}, 2), rounded).holds();
  }

  @Test
  void differencesAreSharesOfTheLargestScore() {
    assertThat(agree(5000.5f, 5000, false)).isTrue();
    assertThat(agree(5006, 5000, false)).isFalse();
    assertThat(agree(0.0115f, 0.011f, false)).isTrue();
    assertThat(agree(0.013f, 0.011f, false)).isFalse();
  }

  @Test
  void eightBitsMayRoundByATenth() {
    assertThat(agree(1.05f, 1, true)).isTrue();
    assertThat(agree(1.2f, 1, true)).isFalse();
  }

  @Test
  void whatIsNoNumberNeverAgrees() {
    for (boolean rounded : new boolean[] {false, true}) {
      assertThat(agree(Float.NaN, Float.NaN, rounded)).isFalse();
      assertThat(agree(Float.NaN, 1, rounded)).isFalse();
      assertThat(agree(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, rounded)).isFalse();
    }
  }

  @Test
  void errorsMayBeHigherByTheLimitOrByOneImage() {
    assertThat(passed(10_000, 1.5, 1.99)).isTrue();
    assertThat(passed(10_000, 1.5, 2.01)).isFalse();
    assertThat(passed(100, 3, 4)).isTrue();
    assertThat(passed(100, 3, 5)).isFalse();
  }

  private static boolean passed(int images, double checkpoint, double file) {
    return Verification.passed(
        List.of(
            new Report.Target("a.ckpt", "a.ckpt", images, checkpoint, 0, 1, true),
            new Report.Target("a.onnx", "a.ckpt", images, file, 0, 1, true)),
        0.5);
  }
}

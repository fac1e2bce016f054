package org.sparsevd.cli.compress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedTest {
  @Test
  void anyTimeFitsALineAndHasNoExponent() {
    double[] times = {0.000188, 0.00198, 0.5, 99.99, 999.9, 1310, 987_654};
    for (double before : times) {
      for (double after : times) {
        String line = new Speed(before, after).toString();
        assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotContain("e+", "e-");
      }
    }
  }
}

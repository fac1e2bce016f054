package org.sparsevd.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void isInTheMiddleOfWhatIsSorted() {
    double[] values = {5, 1, 100};
    assertThat(Median.of(values)).isEqualTo(5);
    assertThat(values).as("left as they were").containsExactly(5, 1, 100);
    assertThat(Median.of(4, 1, 100, 2)).isEqualTo(3);
    assertThat(Median.of(7)).isEqualTo(7);
    assertThat(Median.of()).isNaN();
  }
}

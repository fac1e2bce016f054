package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

/** Float results that differ by rounding alone. */
public final class Closeness {
  private Closeness() {}

  /** Every value within 1e-4 of the largest magnitude expected, or of 1. */
  public static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(found[i] - expected[i]) / scale)
          .as("value %d: found %s, expected %s", i, found[i], expected[i])
          .isLessThan(1e-4);
    }
  }
}

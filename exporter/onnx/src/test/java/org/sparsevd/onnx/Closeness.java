package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

/** Float results that differ by rounding alone. */
public final class Closeness {
  private Closeness() {}

  /** Every value within 1e-4 of the largest finite magnitude expected, or of 1. */
  public static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Float.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
    }
    for (int i = 0; i < expected.length; i++) {
      double difference =
          Float.compare(found[i], expected[i]) == 0 ? 0 : Math.abs(found[i] - expected[i]);
      assertThat(difference / scale)
          .as("value %d: found %s, expected %s", i, found[i], expected[i])
          .isLessThan(1e-4);
    }
  }
}

package org.sparsevd.runtime.step.map;

/**
 * {@code x} where it is not negative, else {@code slope * x}.
 *
 * @param slope one for each channel, or a single one for all
 */
public record Leak(float[] slope) implements ElementMap {

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    float factor = slope[slope.length == 1 ? 0 : channel];
    for (int i = 0; i < length; i++) {
      // No branch, which would go wrong for half of all values.
      y[to + i] = Math.max(x[from + i], 0) + factor * Math.min(x[from + i], 0);
    }
  }

  @Override
  public String name() {
    return "leaky rectifier";
  }
}

package org.sparsevd.runtime.step.map;

/** {@code scale[c] * x + shift[c]} for each channel. */
public record Affine(float[] scale, float[] shift) implements ElementMap {

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    float factor = scale[channel];
    float summand = shift[channel];
    for (int i = 0; i < length; i++) {
      y[to + i] = factor * x[from + i] + summand;
    }
  }

  @Override
  public String name() {
    return "affine";
  }
}

package org.sparsevd.runtime.step.map;

/** {@code min(max(x, least), most)}. */
public record Bounds(float least, float most) implements ElementMap {

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    for (int i = 0; i < length; i++) {
      y[to + i] = Math.min(Math.max(x[from + i], least), most);
    }
  }

  @Override
  public String name() {
    return "clamp";
  }
}

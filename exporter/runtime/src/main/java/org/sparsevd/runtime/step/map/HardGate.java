package org.sparsevd.runtime.step.map;

/**
 * {@code min(max(alpha * x + beta, 0), 1)}, a sigmoid of straight lines.
 *
 * @param times whether the result is x times that
 */
public record HardGate(float alpha, float beta, boolean times) implements ElementMap {

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    if (times) {
      for (int i = 0; i < length; i++) {
        float in = x[from + i];
        y[to + i] = in * Math.min(Math.max(alpha * in + beta, 0), 1);
      }
    } else {
      for (int i = 0; i < length; i++) {
        y[to + i] = Math.min(Math.max(alpha * x[from + i] + beta, 0), 1);
      }
    }
  }

  @Override
  public String name() {
    return times ? "hard swish" : "hard sigmoid";
  }
}

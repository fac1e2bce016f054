package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/**
 * {@code min(max(alpha * x + beta, 0), 1)}, a sigmoid of straight lines.
 *
 * @param times whether the result is x times that
 */
public record HardGate(int size, float alpha, float beta, boolean times, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    if (times) {
      for (int i = 0; i < size; i++) {
        y[i] = x[i] * Math.min(Math.max(alpha * x[i] + beta, 0), 1);
      }
    } else {
      for (int i = 0; i < size; i++) {
        y[i] = Math.min(Math.max(alpha * x[i] + beta, 0), 1);
      }
    }
  }
}

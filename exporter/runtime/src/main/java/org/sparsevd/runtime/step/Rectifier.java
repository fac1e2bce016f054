package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** {@code max(x, 0)} as a step of its own, where it could not be fused. */
public record Rectifier(int size, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    rectify(scratch.values(in), scratch.values(out), size);
  }

  static void rectify(float[] x, float[] y, int size) {
    for (int i = 0; i < size; i++) {
      y[i] = Math.max(x[i], 0);
    }
  }
}

package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** {@code x} where it is not negative, else {@code slope[c] * x}, for each {@code run} floats. */
public record LeakyRectifier(float[] slope, int run, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    for (int c = 0; c < slope.length; c++) {
      rectify(slope[c], scratch.values(in), scratch.values(out), c * run);
    }
  }

  private void rectify(float factor, float[] x, float[] y, int from) {
    for (int i = from; i < from + run; i++) {
      // No branch, which would go wrong for half of all values.
      y[i] = Math.max(x[i], 0) + factor * Math.min(x[i], 0);
    }
  }
}

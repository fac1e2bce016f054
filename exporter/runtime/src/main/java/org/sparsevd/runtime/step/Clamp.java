package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** {@code min(max(x, least), most)}. */
public record Clamp(int size, float least, float most, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    for (int i = 0; i < size; i++) {
      y[i] = Math.min(Math.max(x[i], least), most);
    }
  }
}

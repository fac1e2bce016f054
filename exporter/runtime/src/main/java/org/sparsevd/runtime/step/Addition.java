package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** Sum of two values. */
public record Addition(int size, boolean relu, int first, int second, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] a = scratch.values(first);
    float[] b = scratch.values(second);
    float[] sum = scratch.values(out);
    for (int i = 0; i < size; i++) {
      sum[i] = a[i] + b[i];
    }
    if (relu) {
      Rectifier.rectify(sum, sum, size);
    }
  }
}

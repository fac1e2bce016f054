package org.sparsevd.runtime.step;

import org.sparsevd.model.Op;

/** A function of each element. */
public record PointwiseFunction(Op.Pointwise function, int size, int in, int out)
    implements KernelStep {

  @Override
  public void run(float[][] buffers) {
    float[] x = buffers[in];
    float[] y = buffers[out];
    for (int i = 0; i < size; i++) {
      y[i] = function.apply(x[i]);
    }
  }
}

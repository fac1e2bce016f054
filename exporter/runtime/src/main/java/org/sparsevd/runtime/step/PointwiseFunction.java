package org.sparsevd.runtime.step;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.layout.Scratch;

/** A function of each element. */
public record PointwiseFunction(Op.Pointwise function, int size, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    for (int i = 0; i < size; i++) {
      y[i] = function.apply(x[i]);
    }
  }
}

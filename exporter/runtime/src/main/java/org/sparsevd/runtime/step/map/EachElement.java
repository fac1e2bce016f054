package org.sparsevd.runtime.step.map;

import org.sparsevd.model.Op;

/** A function that is called for each element. */
public record EachElement(Op.Pointwise function) implements ElementMap {

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    for (int i = 0; i < length; i++) {
      y[to + i] = function.apply(x[from + i]);
    }
  }

  @Override
  public String name() {
    return "function of each element";
  }
}

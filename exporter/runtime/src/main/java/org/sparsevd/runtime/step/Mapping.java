package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.map.ElementMap;

/** A function of each element of some channels of {@code run} consecutive floats. */
public record Mapping(ElementMap map, int channels, int run, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    for (int c = 0; c < channels; c++) {
      map.apply(c, x, c * run, y, c * run, run);
    }
  }
}

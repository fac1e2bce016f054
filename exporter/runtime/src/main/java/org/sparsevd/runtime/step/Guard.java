package org.sparsevd.runtime.step;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;

/**
 * Looks whether values are too large for the layers that read them, or no numbers; see {@link
 * Scratch#doubt}.
 */
public record Guard(Kernels kernels, int size, int in) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    if (!kernels.areOrdinary(scratch.values(in), 0, size, scratch)) {
      scratch.doubt();
    }
  }
}

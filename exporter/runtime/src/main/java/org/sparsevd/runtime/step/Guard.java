package org.sparsevd.runtime.step;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.runtime.layout.Scratch;

/**
 * Looks whether values are too large for the layers that read them, or no numbers; see {@link
 * Scratch#doubt}.
 */
public record Guard(Kernels kernels, int size, int in) implements KernelStep {
  /**
   * Values that plain Java looks at. A call so short is seldom compiled in a session's first
   * seconds, and vectors are objects until then.
   */
  private static final int FEW = 4096;

  /** Looks with these kernels, or in plain Java where values are few. */
  public static Guard of(Kernels kernels, int size, int in) {
    return new Guard(size > FEW ? kernels : new ScalarKernels(kernels.fuses()), size, in);
  }

  @Override
  public void run(Scratch scratch) {
    if (!kernels.areOrdinary(scratch.values(in), 0, size, scratch)) {
      scratch.doubt();
    }
  }
}

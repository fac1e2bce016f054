package org.sparsevd.runtime.step;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.Slots;

/**
 * Copies phases of an image to the places that a window shifts them to.
 *
 * @param out an aligned slot; see {@link Slots#takeAligned}
 */
public record Shifting(Kernels kernels, RowCopies rows, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    kernels.copy(scratch.values(in), scratch.values(out), scratch.start(out), rows);
  }
}

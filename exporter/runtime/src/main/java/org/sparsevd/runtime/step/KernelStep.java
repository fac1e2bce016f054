package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** One operator, ready to run. Immutable: all that changes lies in the session's scratch. */
public interface KernelStep {
  /** Computes one value from others, each in its slot. */
  void run(Scratch scratch);
}

package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;

/** One operator, ready to run. Immutable: all that changes lies in the session's scratch. */
public interface KernelStep {
  /** Computes one value from others, each in its slot. */
  void run(Scratch scratch);

  /** Whether several threads can run it at the same time, each a share of it. */
  default boolean isShared() {
    return false;
  }

  /** A thread's share of it: all of it for the first where it cannot be shared. */
  default void run(Scratch scratch, Share share) {
    if (share.isFirst()) {
      run(scratch);
    }
  }
}

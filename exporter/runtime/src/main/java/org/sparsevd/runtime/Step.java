package org.sparsevd.runtime;

/** One operator, ready to run. Immutable: all that changes lies in the session's buffers. */
interface Step {
  /** Computes one value from others, each in the buffer of its slot. */
  void run(float[][] buffers);
}

package org.sparsevd.runtime.step;

/** One operator, ready to run. Immutable: all that changes lies in the session's buffers. */
public interface KernelStep {
  /** Computes one value from others, each in the buffer of its slot. */
  void run(float[][] buffers);
}

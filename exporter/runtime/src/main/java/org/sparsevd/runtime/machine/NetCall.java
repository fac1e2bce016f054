package org.sparsevd.runtime.machine;

/** A net's function with memory of its own, for one thread. */
public interface NetCall {
  /**
   * The result for one input.
   *
   * @param from index of its first value
   * @param to index of its result's first value
   * @return whether all was ordinary; else the outputs are left alone
   */
  boolean run(float[] inputs, int from, float[] outputs, int to);

  /** The same for raw pixels, which enter as 0 to 255. */
  boolean run(byte[] pixels, int from, float[] outputs, int to);
}

package org.sparsevd.benchmarks.inference;

/** A net loaded into a runtime, on one thread. */
interface Contender extends AutoCloseable {
  /**
   * The scores of a batch, converted from raw pixels on the way.
   *
   * @param pixels unsigned bytes, {@code [batch, input size]}
   * @param scores receives {@code [batch, output size]}
   */
  void answer(byte[] pixels, float[] scores);

  @Override
  void close();
}

package org.sparsevd.cli.bench;

import java.io.IOException;

/** A net loaded into a runtime, to be called by one thread. */
interface Caller extends AutoCloseable {
  int inputSize();

  int outputSize();

  /**
   * The scores of a batch, converted from raw pixels on the way.
   *
   * @param pixels unsigned bytes, {@code [batch, input size]}
   * @param scores receives {@code [batch, output size]}
   */
  void answer(byte[] pixels, float[] scores) throws IOException;

  @Override
  void close();
}

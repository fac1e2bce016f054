package org.sparsevd.cli.score;

import java.io.IOException;

/** One form of a net that turns raw pixels into scores. */
public interface Forward extends AutoCloseable {
  /** Values of one input. */
  int inputSize();

  /** Scores of one input. */
  int outputSize();

  /**
   * The scores of a batch.
   *
   * @param pixels raw, 0 to 255, {@code [batch, inputSize]}
   * @return {@code [batch, outputSize]}
   */
  float[] run(float[] pixels, int batch) throws IOException;

  @Override
  default void close() {}
}

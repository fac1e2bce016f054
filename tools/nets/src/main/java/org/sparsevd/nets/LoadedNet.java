package org.sparsevd.nets;

import java.io.IOException;
import org.sparsevd.tensor.Shape;

/** A net loaded into a runtime. One thread uses it at a time. */
public interface LoadedNet extends AutoCloseable {
  /** The extents of one input, without the batch. */
  Shape inputShape();

  /** Values of one input. */
  int inputSize();

  /** Values of one answer. */
  int outputSize();

  /**
   * The answers to a batch of numbers as the net takes them.
   *
   * @param inputs {@code [batch, input size]}, row-major; more are ignored
   * @param answers receives {@code [batch, output size]}; the rest is left alone
   * @throws IllegalArgumentException if an array is too short, or the net takes bytes only
   * @throws IOException if the runtime fails
   */
  void answer(float[] inputs, int batch, float[] answers) throws IOException;

  /**
   * The answers to a batch of raw pixels: unsigned bytes that enter the net as 0 to 255.
   *
   * @param pixels {@code [batch, input size]}, row-major; more are ignored
   * @param answers receives {@code [batch, output size]}; the rest is left alone
   * @throws IllegalArgumentException if an array is too short
   * @throws IOException if the runtime fails
   */
  void answer(byte[] pixels, int batch, float[] answers) throws IOException;

  @Override
  void close();
}

package org.sparsevd.trainer.data.values;

import java.util.function.Function;

/** The values of inputs, one input after the other, {@code [count, size]}. */
public sealed interface Values permits Pixels, Numbers {
  /** Values of all inputs together. */
  int length();

  /** A copy of those from one index to another. */
  Values part(int from, int to);

  /**
   * The same inputs in another order.
   *
   * @param size values of an input
   */
  Values inOrder(int[] order, int size);

  /**
   * These and then others.
   *
   * @throws IllegalArgumentException if the others are of another kind, or exceed 2^31 together
   */
  Values followedBy(Values others);

  /**
   * Room for some inputs.
   *
   * @param size values of an input
   */
  Block block(int size, int inputs);

  /** The sum over all inputs of each value. Exact for pixels. */
  double[] sums(int size);

  /** The sum over all inputs of each value's square. Exact for pixels. */
  double[] squareSums(int size);

  /** A power of two that no value exceeds in magnitude: 256 for pixels, whatever they are. */
  float range();

  /** What a function of either kind makes of a copy of the values from one index to another. */
  <T> T read(int from, int to, Function<byte[], T> pixels, Function<float[], T> numbers);

  /** The length of two together. */
  static int together(int a, int b) {
    long length = (long) a + b;
    if (length > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(length + " values are more than 2^31 - 17");
    }
    return (int) length;
  }
}

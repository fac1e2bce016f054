package org.sparsevd.runtime.level;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.Tensor;

/**
 * Weights of 8 bits whose sums with levels stay exact. What a file says is not believed: each
 * weight is looked at, and how large sums can become.
 */
public final class WholeWeights {
  /** Largest weight that a byte is multiplied by. */
  private static final int MOST_WEIGHT = 127;

  /** Sums below this are exact in float32 too. */
  private static final long EXACT = 1 << 24;

  private WholeWeights() {}

  /**
   * Whether weights are whole, and sums stay exact whatever levels are read.
   *
   * @param zero how many levels lie below zero
   */
  public static boolean are(Tensor weight, float[] biases, int zero) {
    return areNone(biases) && are(weight, zero);
  }

  /** Whether biases are zero, to the bit. */
  public static boolean areNone(float[] biases) {
    for (float bias : biases) {
      if (Float.floatToRawIntBits(bias) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The same of weights without biases. */
  public static boolean are(Tensor weight, int zero) {
    float[] values = weight.toArray();
    int above = Op.Quantize.MOST - zero;
    for (int row = 0; row < weight.rows(); row++) {
      long positive = 0;
      long negative = 0;
      for (int k = row * weight.columns(); k < (row + 1) * weight.columns(); k++) {
        int whole = (int) values[k];
        if (whole != values[k] || Math.abs(whole) > MOST_WEIGHT) {
          return false;
        }
        positive += Math.max(0, whole);
        negative += Math.max(0, -whole);
      }
      long most = above * positive + zero * negative;
      long least = zero * positive + above * negative;
      if (Math.max(most, least) >= EXACT) {
        return false;
      }
    }
    return true;
  }

  /** The weights as bytes. */
  public static byte[] bytes(Tensor weight) {
    float[] values = weight.toArray();
    byte[] bytes = new byte[values.length];
    for (int k = 0; k < values.length; k++) {
      bytes[k] = (byte) values[k];
    }
    return bytes;
  }
}

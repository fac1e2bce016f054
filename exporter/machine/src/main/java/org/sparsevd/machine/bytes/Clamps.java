package org.sparsevd.machine.bytes;

import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteLevels;
import org.sparsevd.runtime.tile.bytes.ByteResidual;

/**
 * Which bounds code has to look at. Packing to bytes saturates, so that a level beyond 0 to 255 is
 * put there anyway.
 *
 * @param low whether the least value matters
 * @param high whether the largest value matters
 * @param range whether levels could leave 32 bits, before they are packed
 */
public record Clamps(boolean low, boolean high, boolean range) {
  /** Levels below this have room in 32 bits. */
  private static final double ROOM = 1e9;

  private static final int BYTE = 255;

  static Clamps of(ByteConvolution layer) {
    int columns = layer.columns() * ByteLanes.CHANNELS;
    double largest = 0;
    for (int filter = 0; filter < layer.filters(); filter++) {
      double sum = sum(layer.starts()[filter], layer.weights(), filter * columns, columns);
      largest = Math.max(largest, value(layer.ending(), filter, sum));
    }
    return of(layer.ending(), largest);
  }

  public static Clamps of(ByteDepthwise layer) {
    int taps = layer.taps().length;
    double largest = 0;
    for (int channel = 0; channel < layer.channels(); channel++) {
      double sum = sum(layer.starts()[channel], layer.weights(), channel * taps, taps);
      largest = Math.max(largest, value(layer.ending(), channel, sum));
    }
    return of(layer.ending(), largest);
  }

  private static double sum(int start, byte[] weights, int first, int count) {
    double sum = Math.abs((double) start);
    for (int i = first; i < first + count; i++) {
      sum += BYTE * Math.abs(weights[i]);
    }
    return sum;
  }

  /** More than what a sum of a filter can become. */
  private static double value(ByteEnding ending, int filter, double sum) {
    double value = product(ending.scale()[filter], sum, ending.shift()[filter]);
    if (ending.between() != null) {
      float scale = ending.between().scale()[filter];
      value = product(scale, BYTE, ending.between().shift()[filter]);
    }
    ByteResidual other = ending.residual();
    return other == null
        ? value
        : value + product(other.scale()[filter], BYTE, other.shift()[filter]);
  }

  private static double product(float scale, double most, float shift) {
    return Math.abs(scale) * most + Math.abs(shift);
  }

  private static Clamps of(ByteEnding ending, double largest) {
    ByteLevels levels = ending.levels();
    if (levels == null) {
      return new Clamps(
          ending.low() > Float.NEGATIVE_INFINITY, ending.high() < Float.POSITIVE_INFINITY, false);
    }
    // Larger values have larger levels. So bounds beyond the levels change nothing.
    boolean low = Math.rint(ending.low() * levels.inverse()) > levels.low();
    boolean high = Math.rint(ending.high() * levels.inverse()) < levels.high();
    return new Clamps(low, high, !(largest * levels.inverse() < ROOM));
  }
}

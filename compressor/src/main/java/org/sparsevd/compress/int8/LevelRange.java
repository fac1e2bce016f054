package org.sparsevd.compress.int8;

import org.sparsevd.model.Op;

/** Chooses the levels of a value by numbers that it took: those of the least squared error. */
final class LevelRange {
  /** How much of the range is tried: all of it, then less and less. */
  private static final int SHARES = 48;

  /** The least share of the range, over {@link #SHARES}. */
  private static final int LEAST = 10;

  private LevelRange() {}

  /**
   * The levels for values like these; 0 is one of them.
   *
   * @param samples some of the values, at least one of them
   */
  static Op.Quantize of(float[] samples) {
    float low = 0;
    float high = 0;
    for (float sample : samples) {
      low = Math.min(low, sample);
      high = Math.max(high, sample);
    }
    Op.Quantize best = of(low, high);
    double least = error(samples, best);
    for (int share = SHARES - 1; share >= LEAST && least > 0; share--) {
      float part = (float) share / SHARES;
      Op.Quantize tried = of(part * low, part * high);
      double error = error(samples, tried);
      if (error < least) {
        best = tried;
        least = error;
      }
    }
    return best;
  }

  /** The finest levels over a range that holds 0. */
  static Op.Quantize of(float low, float high) {
    double range = (double) high - low;
    if (!(range >= (double) Float.MIN_NORMAL * Op.Quantize.MOST)) {
      return new Op.Quantize(1, 0);
    }
    float scale = (float) (range / Op.Quantize.MOST);
    long zero = Math.round(-low / (double) scale);
    return new Op.Quantize(scale, (int) Math.min(Op.Quantize.MOST, zero));
  }

  private static double error(float[] samples, Op.Quantize levels) {
    double sum = 0;
    for (float sample : samples) {
      double difference = (double) levels.apply(sample) * levels.scale() - sample;
      sum += difference * difference;
    }
    return sum;
  }
}

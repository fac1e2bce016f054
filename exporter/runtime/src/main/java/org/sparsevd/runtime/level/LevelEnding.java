package org.sparsevd.runtime.level;

import org.sparsevd.model.Op;

/**
 * How the sums of a layer over vectors end: a lower bound, {@code scale[output] * x +
 * shift[output]}, and levels. Product and sum are rounded one after the other.
 *
 * @param floor least sum, or minus infinity
 * @param scale of each output; none where sums are left as they are
 * @param levels that are found; null where there are none
 */
public record LevelEnding(float floor, float[] scale, float[] shift, Op.Quantize levels) {
  private static final float[] NONE = {};

  /** Sums as they are, from a least value on. */
  public static LevelEnding of(float floor) {
    return new LevelEnding(floor, NONE, NONE, null);
  }

  public boolean isBounded() {
    return floor > Float.NEGATIVE_INFINITY;
  }

  public boolean isScaled() {
    return scale.length > 0;
  }

  /** What an output becomes of its sum. */
  public float of(int output, int sum) {
    float x = Math.max(sum, floor);
    if (isScaled()) {
      float product = scale[output] * x;
      x = product + shift[output];
    }
    return levels == null ? x : levels.apply(x);
  }
}

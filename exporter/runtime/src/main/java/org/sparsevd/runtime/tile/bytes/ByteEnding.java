package org.sparsevd.runtime.tile.bytes;

/**
 * What becomes of a whole sum: {@code scale * sum + shift}, both rounded to float32, then perhaps
 * levels and back, then another value is added, then it is put between two bounds, then it becomes
 * a level.
 *
 * @param scale one for each filter
 * @param shift one for each filter
 * @param between levels that it becomes first; null where there are none
 * @param residual the value that is added; null where there is none
 * @param low least value, or minus infinity
 * @param high largest value, or infinity
 * @param levels of the output; null where it stays float32, in tiles of floats
 */
public record ByteEnding(
    float[] scale,
    float[] shift,
    ByteBetween between,
    ByteResidual residual,
    float low,
    float high,
    ByteLevels levels) {
  public ByteEnding {
    if (residual != null && levels == null) {
      throw new IllegalArgumentException("bytes are added to what becomes bytes only");
    }
  }

  /** The value of a sum, before it becomes a level. */
  float value(int filter, int sum, float other) {
    float value = scale[filter] * sum + shift[filter];
    value = between == null ? value : between.of(filter, value);
    value = residual == null ? value : value + other;
    return Math.min(Math.max(value, low), high);
  }

  /** What is added for a byte. */
  float other(int filter, int value) {
    return residual.scale()[filter] * (value - residual.zero()) + residual.shift()[filter];
  }
}

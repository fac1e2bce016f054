package org.sparsevd.runtime.tile.bytes;

/**
 * How numbers become bytes: {@code clamp(rint(x * inverse), -zero, 255 - zero) + zero}.
 *
 * @param inverse of the scale
 * @param zero the byte that stands for zero, 0 to 255
 */
public record ByteLevels(float inverse, int zero) {
  /** The largest byte. */
  static final int MOST = 255;

  public ByteLevels {
    if (zero < 0 || zero > MOST) {
      throw new IllegalArgumentException("zero is a byte: " + zero);
    }
  }

  /** The least level. */
  public float low() {
    return -zero;
  }

  /** The largest level. */
  public float high() {
    return MOST - zero;
  }

  /** The byte of a number that is no NaN. */
  public int of(float value) {
    double level = Math.rint(value * inverse);
    return (int) Math.min(Math.max(level, low()), high()) + zero;
  }
}

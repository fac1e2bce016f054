package org.sparsevd.onnx;

/**
 * Real numbers as unsigned bytes: {@code scale * (byte - zeroPoint)}, so that 0 is exact.
 *
 * @param zeroPoint 0 to 255; 0 where nothing is negative
 */
public record ByteScale(float scale, int zeroPoint) {
  private static final int LEVELS = 255;

  /** The finest scale over a range that holds 0. */
  static ByteScale of(float smallest, float largest) {
    double range = (double) largest - smallest;
    if (range < Float.MIN_NORMAL * LEVELS) {
      return new ByteScale(1, 0);
    }
    float scale = (float) (range / LEVELS);
    return new ByteScale(scale, (int) Math.min(LEVELS, Math.round(-smallest / (double) scale)));
  }
}

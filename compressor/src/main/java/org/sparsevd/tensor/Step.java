package org.sparsevd.tensor;

/**
 * A quantisation step that one byte names: {@code (8 + index % 8) * 2^(index / 8 - 24)}, from
 * 4.8e-7 to 1,920, each at most an eighth larger than the one before.
 *
 * <p>A step has four significant bits, so its product with an integer below 2^20 is exact in
 * float32: quantised values are the same numbers everywhere.
 *
 * @param index 0 to 255
 */
public record Step(int index) {
  /** Number of different steps. */
  public static final int COUNT = 256;

  public Step {
    if (index < 0 || index >= COUNT) {
      throw new IllegalArgumentException("step must be 0 to 255, found " + index);
    }
  }

  /** The step nearest to this size, by ratio. */
  public static Step nearest(double size) {
    if (!(size > 0)) {
      throw new IllegalArgumentException("a step must be positive, found " + size);
    }
    int best = 0;
    for (int i = 1; i < COUNT; i++) {
      if (ratio(new Step(i).size(), size) < ratio(new Step(best).size(), size)) {
        best = i;
      }
    }
    return new Step(best);
  }

  private static double ratio(double a, double b) {
    return Math.max(a / b, b / a);
  }

  /** The distance between neighbouring values. */
  public float size() {
    return Math.scalb((float) (8 + index % 8), index / 8 - 24);
  }

  /** The step {@code by} places further, kept within the range. */
  public Step moved(int by) {
    return new Step(Math.max(0, Math.min(COUNT - 1, index + by)));
  }
}

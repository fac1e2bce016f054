package org.sparsevd.trainer.data;

/**
 * Real-valued targets as a net learns them, with mean 0 and deviation 1: a target is {@code scale *
 * value + shift} of what the net puts out.
 *
 * @param scale above 0, one for each number of a target
 * @param shift as many
 */
public record TargetScale(float[] scale, float[] shift) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are not as many of both, or they make no scale
   */
  public TargetScale {
    if (scale.length == 0 || scale.length != shift.length) {
      throw new IllegalArgumentException(
          "targets have " + scale.length + " scales and " + shift.length + " shifts");
    }
    for (int t = 0; t < scale.length; t++) {
      if (!(scale[t] > 0 && Float.isFinite(scale[t]) && Float.isFinite(shift[t]))) {
        throw new IllegalArgumentException(
            "a target's scale must be above 0 and finite, found " + scale[t] + " and " + shift[t]);
      }
    }
  }

  /** That of the targets to train on; null where they are no real values. */
  public static TargetScale of(Targets targets) {
    if (targets == null || targets.kind() != Targets.Kind.VALUES) {
      return null;
    }
    return new TargetScale(floats(targets.deviations()), floats(targets.means()));
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}

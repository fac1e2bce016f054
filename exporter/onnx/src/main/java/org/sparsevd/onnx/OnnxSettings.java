package org.sparsevd.onnx;

import java.util.Optional;

/**
 * How a model becomes a file.
 *
 * @param pixels whether the file takes unsigned bytes instead of float32 and converts them itself
 * @param opset version of the standard operators; empty for the oldest one that has every operator
 *     of the file, but at least 15
 * @param ranges of the model's values, which an {@code int8} file needs, and only that
 */
public record OnnxSettings(
    OnnxProfile profile,
    boolean pixels,
    Optional<Integer> opset,
    Optional<ActivationRanges> ranges) {
  /** Oldest and newest version that can be forced. */
  public static final int OLDEST_OPSET = 13;

  public static final int NEWEST_OPSET = 25;

  /**
   * Checks what belongs together.
   *
   * @throws IllegalArgumentException if the opset is out of range, or ranges and profile do not fit
   */
  public OnnxSettings {
    if (opset.isPresent() && (opset.get() < OLDEST_OPSET || opset.get() > NEWEST_OPSET)) {
      throw new IllegalArgumentException(
          "operator set must be "
              + OLDEST_OPSET
              + " to "
              + NEWEST_OPSET
              + ", found "
              + opset.get());
    }
    if (profile.int8() != ranges.isPresent()) {
      throw new IllegalArgumentException(
          "profile '" + profile + "' " + (profile.int8() ? "needs ranges" : "takes no ranges"));
    }
  }

  /** Float32 input, operator set as needed. */
  public static OnnxSettings of(OnnxProfile profile) {
    return new OnnxSettings(profile, false, Optional.empty(), Optional.empty());
  }
}

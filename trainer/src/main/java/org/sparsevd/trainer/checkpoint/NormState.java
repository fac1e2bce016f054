package org.sparsevd.trainer.checkpoint;

import java.util.Arrays;

/**
 * Parameters, running statistics and optimiser state of batch normalisation, one value a channel
 * each. The arrays belong to the record: who hands them over does not change them afterwards.
 *
 * @param mean running mean
 * @param variance running variance, not negative
 */
public record NormState(
    float[] scale,
    float[] shift,
    float[] mean,
    float[] variance,
    AdamMoments scaleMoments,
    AdamMoments shiftMoments) {

  /** Scale 1 and shift 0, before the first step. */
  public static NormState untrained(int channels) {
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    AdamMoments none = AdamMoments.none();
    return new NormState(ones, new float[channels], new float[channels], ones.clone(), none, none);
  }

  /** The same, whose scale and shift may be changed. */
  NormState copy() {
    return new NormState(scale.clone(), shift.clone(), mean, variance, scaleMoments, shiftMoments);
  }

  /** The same, of which Adam knows nothing. */
  NormState withoutMoments() {
    return new NormState(scale, shift, mean, variance, AdamMoments.none(), AdamMoments.none());
  }

  /** Checks that there is one value for each channel of a layer. */
  void check(String layer, int channels) {
    for (float[] values : new float[][] {scale, shift, mean, variance}) {
      if (values.length != channels) {
        throw new IllegalArgumentException(
            "layer '"
                + layer
                + "': batch normalisation must have "
                + channels
                + " values, found "
                + values.length);
      }
    }
    for (float value : variance) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException(
            "layer '" + layer + "': running variance " + value + " is negative");
      }
    }
    scaleMoments.check(layer, "scale", channels);
    shiftMoments.check(layer, "shift", channels);
  }
}

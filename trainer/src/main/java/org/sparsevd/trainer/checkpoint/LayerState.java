package org.sparsevd.trainer.checkpoint;

import java.util.BitSet;
import org.sparsevd.model.Shape;

/**
 * Parameters and optimiser state of one layer with weights. The arrays belong to the record: who
 * hands them over does not change them afterwards.
 *
 * @param shape of the weight: {@code [outputs, inputs]} or {@code [filters, channels, height,
 *     width]}
 * @param weight means, row-major
 * @param logSigma2 log variances as many as weights, or none where the layer has none
 * @param bias one value per output or filter
 * @param removed weights that are gone for good, by their row-major index
 * @param norm batch normalisation of what the layer puts out, or null
 */
public record LayerState(
    String name,
    int[] shape,
    float[] weight,
    float[] logSigma2,
    float[] bias,
    AdamMoments weightMoments,
    AdamMoments logSigma2Moments,
    AdamMoments biasMoments,
    BitSet removed,
    NormState norm) {

  /**
   * A layer before its first step: nothing is removed, nothing normalised, and Adam has not begun.
   */
  public static LayerState untrained(
      String name, int[] shape, float[] weight, float[] logSigma2, float[] bias) {
    AdamMoments none = AdamMoments.none();
    return new LayerState(
        name, shape, weight, logSigma2, bias, none, none, none, new BitSet(), null);
  }

  public LayerState {
    Shape extents = Shape.of(shape);
    if (extents.rank() < 1) {
      throw new IllegalArgumentException("layer '" + name + "': the weight has no dimensions");
    }
    int size = extents.size();
    check(name, "weight", weight.length, size);
    if (logSigma2.length != 0) {
      check(name, "logSigma2", logSigma2.length, size);
    }
    check(name, "bias", bias.length, shape[0]);
    weightMoments.check(name, "weight", size);
    logSigma2Moments.check(name, "logSigma2", logSigma2.length);
    biasMoments.check(name, "bias", bias.length);
    if (removed.length() > size) {
      throw new IllegalArgumentException(
          "layer '"
              + name
              + "': removed weight "
              + (removed.length() - 1)
              + " is not below "
              + size);
    }
    if (norm != null) {
      norm.check(name, shape[0]);
    }
  }

  /** The same layer with batch normalisation of what it puts out. */
  public LayerState withNorm(NormState newNorm) {
    return new LayerState(
        name,
        shape,
        weight,
        logSigma2,
        bias,
        weightMoments,
        logSigma2Moments,
        biasMoments,
        removed,
        newNorm);
  }

  /** The same layer, of which Adam knows nothing. */
  public LayerState withoutMoments() {
    AdamMoments none = AdamMoments.none();
    NormState plain = norm == null ? null : norm.withoutMoments();
    return new LayerState(name, shape, weight, logSigma2, bias, none, none, none, removed, plain);
  }

  private static void check(String layer, String parameter, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "layer '"
              + layer
              + "': "
              + parameter
              + " must have "
              + expected
              + " values, found "
              + found);
    }
  }

  /** The means with 0 where a weight has been removed; a new array. */
  float[] remainingWeight() {
    float[] remaining = weight.clone();
    for (int i = removed.nextSetBit(0); i >= 0; i = removed.nextSetBit(i + 1)) {
      remaining[i] = 0;
    }
    return remaining;
  }
}

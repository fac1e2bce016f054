package org.sparsevd.trainer.checkpoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.tensor.Shape;

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
 * @param masked weights that the network does without for now, but which learn on
 * @param norm batch normalisation of what the layer puts out, or null
 * @param later batch normalisation that stands by itself, behind this layer and before the next one
 *     with weights
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
    BitSet masked,
    NormState norm,
    List<NormState> later) {

  /** A layer with no batch normalisation behind it but its own. */
  public LayerState(
      String name,
      int[] shape,
      float[] weight,
      float[] logSigma2,
      float[] bias,
      AdamMoments weightMoments,
      AdamMoments logSigma2Moments,
      AdamMoments biasMoments,
      BitSet removed,
      BitSet masked,
      NormState norm) {
    this(
        name,
        shape,
        weight,
        logSigma2,
        bias,
        weightMoments,
        logSigma2Moments,
        biasMoments,
        removed,
        masked,
        norm,
        List.of());
  }

  /**
   * A layer before its first step: nothing is removed, nothing normalised, and Adam has not begun.
   */
  public static LayerState untrained(
      String name, int[] shape, float[] weight, float[] logSigma2, float[] bias) {
    AdamMoments none = AdamMoments.none();
    return new LayerState(
        name,
        shape,
        weight,
        logSigma2,
        bias,
        none,
        none,
        none,
        new BitSet(),
        new BitSet(),
        null,
        List.of());
  }

  public LayerState {
    later = List.copyOf(later);
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
    check(name, "removed", removed, size);
    check(name, "masked", masked, size);
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
        masked,
        newNorm,
        later);
  }

  /** The same layer with one more batch normalisation that stands by itself. */
  public LayerState withLater(NormState norm) {
    List<NormState> all = new ArrayList<>(later);
    all.add(norm);
    return withLater(all);
  }

  private LayerState withLater(List<NormState> newLater) {
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
        masked,
        norm,
        newLater);
  }

  /** The same layer, of which weights, biases, removed ones and normalisation may be changed. */
  public LayerState copy() {
    return new LayerState(
        name,
        shape,
        weight.clone(),
        logSigma2,
        bias.clone(),
        weightMoments,
        logSigma2Moments,
        biasMoments,
        (BitSet) removed.clone(),
        masked,
        norm == null ? null : norm.copy(),
        later);
  }

  /** The same layer with other log variances, of which Adam knows nothing. */
  public LayerState withLogSigma2(float[] newLogSigma2) {
    LayerState plain =
        untrained(name, shape, weight, newLogSigma2, bias).without(removed).withNorm(norm);
    return plain.withLater(later);
  }

  /** The same layer with other log variances, as many, and all else as it was. */
  LayerState withLogSigma2Alone(float[] newLogSigma2) {
    return new LayerState(
        name,
        shape,
        weight,
        newLogSigma2,
        bias,
        weightMoments,
        logSigma2Moments,
        biasMoments,
        removed,
        masked,
        norm,
        later);
  }

  /** The same layer whose outputs are {@code scale * output + shift}; Adam knows nothing of it. */
  LayerState scaled(float[] scale, float[] shift) {
    float[] scaled = weight.clone();
    float[] wider = logSigma2.clone();
    float[] moved = bias.clone();
    int depth = weight.length / scale.length;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= scale[i / depth];
    }
    for (int i = 0; i < wider.length; i++) {
      wider[i] += (float) (2 * Math.log(scale[i / depth]));
    }
    for (int o = 0; o < moved.length; o++) {
      moved[o] = scale[o] * moved[o] + shift[o];
    }
    AdamMoments none = AdamMoments.none();
    return new LayerState(
        name, shape, scaled, wider, moved, none, none, none, removed, masked, norm, later);
  }

  /** The same layer, of which Adam knows nothing. */
  public LayerState withoutMoments() {
    AdamMoments none = AdamMoments.none();
    NormState plain = norm == null ? null : norm.withoutMoments();
    return new LayerState(
        name,
        shape,
        weight,
        logSigma2,
        bias,
        none,
        none,
        none,
        removed,
        masked,
        plain,
        later.stream().map(NormState::withoutMoments).toList());
  }

  /** The same layer without these weights, of which none is masked. */
  public LayerState without(BitSet newRemoved) {
    return new LayerState(
        name,
        shape,
        zeroed(newRemoved),
        logSigma2,
        bias,
        weightMoments,
        logSigma2Moments,
        biasMoments,
        newRemoved,
        new BitSet(),
        norm,
        later);
  }

  private static void check(String layer, String what, BitSet weights, int size) {
    if (weights.length() > size) {
      throw new IllegalArgumentException(
          "layer '"
              + layer
              + "': "
              + what
              + " weight "
              + (weights.length() - 1)
              + " is not below "
              + size);
    }
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

  /** Weights that the network does without: removed or masked; a new set. */
  public BitSet absent() {
    BitSet absent = (BitSet) removed.clone();
    absent.or(masked);
    return absent;
  }

  /** The means with 0 where a weight is absent; a new array. */
  public float[] remainingWeight() {
    return zeroed(absent());
  }

  private float[] zeroed(BitSet weights) {
    float[] left = weight.clone();
    for (int i = weights.nextSetBit(0); i >= 0; i = weights.nextSetBit(i + 1)) {
      left[i] = 0;
    }
    return left;
  }
}

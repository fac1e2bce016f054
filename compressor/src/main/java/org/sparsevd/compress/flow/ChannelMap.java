package org.sparsevd.compress.flow;

import org.sparsevd.model.Op;

/**
 * The map {@code scale[c] * x + shift[c]} that batch normalisation and {@link Op.Affine} share, in
 * double so that folding it rounds once.
 */
public record ChannelMap(double[] scale, double[] shift) {
  /** The map of this operator, or null where it is none. */
  public static ChannelMap of(Op op) {
    if (op instanceof Op.Affine affine) {
      return new ChannelMap(widen(affine.scale()), widen(affine.shift()));
    }
    if (op instanceof Op.BatchNorm norm) {
      double[] scale = widen(norm.scale());
      double[] shift = widen(norm.shift());
      for (int c = 0; c < scale.length; c++) {
        scale[c] /= Math.sqrt((double) norm.variance()[c] + norm.epsilon());
        shift[c] -= norm.mean()[c] * scale[c];
      }
      return new ChannelMap(scale, shift);
    }
    return null;
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  public boolean isScaleOnly() {
    for (double value : shift) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * This map on a value of {@code elements} elements in {@code channels} channels, as a map per
   * channel; null where the elements of a channel differ.
   */
  public ChannelMap perChannel(int channels, int elements) {
    if (scale.length == channels) {
      return this;
    }
    int area = elements / channels;
    double[] newScale = new double[channels];
    double[] newShift = new double[channels];
    for (int i = 0; i < elements; i++) {
      if (scale[i] != scale[i / area * area] || shift[i] != shift[i / area * area]) {
        return null;
      }
      newScale[i / area] = scale[i];
      newShift[i / area] = shift[i];
    }
    return new ChannelMap(newScale, newShift);
  }
}

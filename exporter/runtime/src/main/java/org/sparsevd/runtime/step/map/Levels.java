package org.sparsevd.runtime.step.map;

import org.sparsevd.model.Op;

/**
 * Numbers as levels ({@link Op.Quantize}), perhaps of {@code scale[c] * x + shift[c]}.
 *
 * @param scale of each channel; none where x is rounded as it is
 * @param isNumber whether no x can be not a number, which loops of a few instructions take for
 *     granted
 */
public record Levels(Op.Quantize levels, float[] scale, float[] shift, boolean isNumber)
    implements ElementMap {
  private static final float WHOLE = Op.Quantize.WHOLE;

  /** Of numbers as they are. */
  public static Levels of(Op.Quantize levels, boolean isNumber) {
    return new Levels(levels, new float[0], new float[0], isNumber);
  }

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    float inverse = levels.inverse();
    float least = levels.least();
    float most = levels.most();
    if (isNumber && scale.length == 0) {
      numbers(inverse, least, most, x, from, y, to, length);
    } else if (scale.length == 0) {
      plain(inverse, least, most, x, from, y, to, length);
    } else if (isNumber) {
      scaled(scale[channel], shift[channel], inverse, least, most, x, from, y, to, length);
    } else {
      float factor = scale[channel];
      float summand = shift[channel];
      for (int i = 0; i < length; i++) {
        y[to + i] = Op.Quantize.round(factor * x[from + i] + summand, inverse, least, most);
      }
    }
  }

  private static void plain(
      float inverse, float least, float most, float[] x, int from, float[] y, int to, int length) {
    for (int i = 0; i < length; i++) {
      y[to + i] = Op.Quantize.round(x[from + i], inverse, least, most);
    }
  }

  /** Maxima and minima are what the JIT makes vectors of. */
  private static void numbers(
      float inverse, float least, float most, float[] x, int from, float[] y, int to, int length) {
    for (int i = 0; i < length; i++) {
      float scaled = x[from + i] * inverse;
      y[to + i] = (Math.min(Math.max(scaled, least), most) + WHOLE) - WHOLE;
    }
  }

  private static void scaled(
      float factor,
      float summand,
      float inverse,
      float least,
      float most,
      float[] x,
      int from,
      float[] y,
      int to,
      int length) {
    for (int i = 0; i < length; i++) {
      float scaled = (factor * x[from + i] + summand) * inverse;
      y[to + i] = (Math.min(Math.max(scaled, least), most) + WHOLE) - WHOLE;
    }
  }

  @Override
  public String name() {
    return scale.length == 0 ? "levels" : "affine and levels";
  }
}

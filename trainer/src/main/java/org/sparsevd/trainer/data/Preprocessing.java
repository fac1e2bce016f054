package org.sparsevd.trainer.data;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * What happens to raw pixels (0 to 255) before the first layer: {@code scale * pixel + shift}, per
 * channel or per element, with constants from the training set only.
 *
 * <p>Computed in float32. In {@code pixel / 256 - mean} the quotient is exact, so the result has
 * one rounding wherever it is computed.
 */
public final class Preprocessing {
  private final Shape shape;
  private final float[] scale;
  private final float[] shift;

  /**
   * Preprocessing with known constants, as a checkpoint stores them.
   *
   * @param shape {@code [channels, height, width]} of the images
   * @param scale one value per channel or per element; given away
   * @param shift as many values; given away
   * @throws IllegalArgumentException if the lengths do not fit the shape
   */
  public Preprocessing(Shape shape, float[] scale, float[] shift) {
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(
          "images are [channels, height, width], found the shape " + shape);
    }
    if (scale.length != shift.length
        || (scale.length != shape.dim(0) && scale.length != shape.size())) {
      throw new IllegalArgumentException(
          "preprocessing of "
              + shape
              + " needs one scale and shift per channel or element, found "
              + scale.length
              + " and "
              + shift.length);
    }
    this.shape = shape;
    this.scale = scale;
    this.shift = shift;
  }

  /** {@code [channels, height, width]} of the images. */
  public Shape shape() {
    return shape;
  }

  /**
   * The same, and of its result {@code nextScale * y + nextShift}.
   *
   * @param nextScale one value per channel or per element
   * @param nextShift as many values
   */
  public Preprocessing then(float[] nextScale, float[] nextShift) {
    boolean channels = scale.length == nextScale.length;
    float[] before = channels ? scale.clone() : elementScale().clone();
    float[] shifted = channels ? shift.clone() : elementShift().clone();
    float[] factor = channels ? nextScale : perElement(nextScale);
    float[] added = channels ? nextShift : perElement(nextShift);
    for (int i = 0; i < before.length; i++) {
      before[i] *= factor[i];
      shifted[i] = factor[i] * shifted[i] + added[i];
    }
    return new Preprocessing(shape, before, shifted);
  }

  /** The first operator of a model that takes raw pixels. */
  public Op.Affine toAffine() {
    return new Op.Affine(scale.clone(), shift.clone());
  }

  /** The scale of each element, {@code shape().size()} values. */
  float[] elementScale() {
    return perElement(scale);
  }

  /** The shift of each element, {@code shape().size()} values. */
  float[] elementShift() {
    return perElement(shift);
  }

  private float[] perElement(float[] values) {
    if (values.length == shape.size()) {
      return values;
    }
    float[] expanded = new float[shape.size()];
    int plane = shape.size() / values.length;
    for (int i = 0; i < expanded.length; i++) {
      expanded[i] = values[i / plane];
    }
    return expanded;
  }
}

package org.sparsevd.trainer.data;

import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/**
 * What happens to raw pixels (0 to 255) before the first layer: {@code scale * pixel + shift}, per
 * channel or per element, with constants from the training set only.
 *
 * <p>Both forms are {@code pixel / 256 - mean}. The quotient is exact in float32, so the result has
 * one rounding wherever it is computed.
 */
public final class Preprocessing {
  private static final float PIXEL_SCALE = 1 / 256f;

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

  /**
   * {@code pixel / 256 - mean image}: right in front of a dense layer, whose bias takes it in
   * exactly.
   */
  public static Preprocessing meanImage(Images training) {
    return minusMean(training, training.shape().size());
  }

  /** {@code pixel / 256 - mean of the channel}: right in front of a convolution. */
  public static Preprocessing channelMean(Images training) {
    return minusMean(training, training.shape().dim(0));
  }

  /** Each group is {@code size / groups} neighbouring elements; sums are exact in a long. */
  private static Preprocessing minusMean(Images training, int groups) {
    int groupSize = training.shape().size() / groups;
    long[] sums = training.elementSums();
    float[] scale = new float[groups];
    float[] shift = new float[groups];
    for (int group = 0; group < groups; group++) {
      long sum = 0;
      for (int i = 0; i < groupSize; i++) {
        sum += sums[group * groupSize + i];
      }
      double mean = (double) sum / ((double) training.count() * groupSize);
      scale[group] = PIXEL_SCALE;
      shift[group] = (float) (0 - mean / 256);
    }
    return new Preprocessing(training.shape(), scale, shift);
  }

  /** {@code [channels, height, width]} of the images. */
  public Shape shape() {
    return shape;
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

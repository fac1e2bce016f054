package org.sparsevd.trainer.data;

import java.util.Arrays;
import java.util.Locale;

/**
 * How {@link Preprocessing} follows from the training images. {@code range} is 256 for pixels; for
 * numbers it is the least power of two that is no smaller than any of them.
 */
public enum Normalisation {
  /**
   * {@code value / range - mean image}: in front of a dense layer, whose bias takes it in exactly.
   */
  MEAN_IMAGE,
  /** {@code value / range - mean of the channel}: in front of a convolution. */
  CHANNEL_MEAN,
  /** {@code (value - mean of the channel) / deviation of the channel}: for images in colour. */
  CHANNEL_DEVIATION;

  /**
   * The normalisation of this name, such as {@code mean-image}.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static Normalisation named(String name) {
    for (Normalisation known : values()) {
      if (known.toString().equals(name)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "unknown preprocessing '" + name + "', expected one of " + Arrays.toString(values()));
  }

  /** The constants for a network that trains on these images. */
  public Preprocessing of(Images training) {
    int channels = training.shape().dim(0);
    return switch (this) {
      case MEAN_IMAGE -> minusMean(training, training.shape().size());
      case CHANNEL_MEAN -> minusMean(training, channels);
      case CHANNEL_DEVIATION -> standardised(training, channels);
    };
  }

  private static Preprocessing minusMean(Images training, int groups) {
    double[] means = means(training.elementSums(), training.count(), groups);
    float[] scale = new float[groups];
    float[] shift = new float[groups];
    float range = training.range();
    for (int group = 0; group < groups; group++) {
      scale[group] = 1 / range;
      shift[group] = (float) (0 - means[group] / range);
    }
    return new Preprocessing(training.shape(), scale, shift);
  }

  /** A channel of one value only is left as it is but for its mean. */
  private static Preprocessing standardised(Images training, int channels) {
    double[] means = means(training.elementSums(), training.count(), channels);
    double[] squares = means(training.elementSquareSums(), training.count(), channels);
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double variance = squares[channel] - means[channel] * means[channel];
      double deviation = variance > 0 ? Math.sqrt(variance) : 1;
      scale[channel] = (float) (1 / deviation);
      shift[channel] = (float) (0 - means[channel] / deviation);
    }
    return new Preprocessing(training.shape(), scale, shift);
  }

  /** Means over groups of neighbouring elements; sums of pixels are exact. */
  private static double[] means(double[] elementSums, int images, int groups) {
    int groupSize = elementSums.length / groups;
    double[] means = new double[groups];
    for (int group = 0; group < groups; group++) {
      double sum = 0;
      for (int i = 0; i < groupSize; i++) {
        sum += elementSums[group * groupSize + i];
      }
      means[group] = sum / ((double) images * groupSize);
    }
    return means;
  }

  /** Its name in commands and files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

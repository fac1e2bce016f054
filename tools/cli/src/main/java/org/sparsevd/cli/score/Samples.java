package org.sparsevd.cli.score;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.sparsevd.nets.Inputs;
import org.sparsevd.trainer.data.Images;

/**
 * Inputs to try nets on.
 *
 * @param labels one an input, or none at all
 * @param text what they are, for people
 */
public record Samples(Inputs inputs, int[] labels, String text) {

  /** Images as a net takes them. */
  public static Samples of(
      Images images, int from, int count, PixelScale scale, ImageLayout layout, String text) {
    int[] labels = new int[images.areLabelled() ? count : 0];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(from + i);
    }
    Inputs inputs = scale.apply(images, from, count, layout);
    return new Samples(inputs, labels, count + " " + text);
  }

  /** Random pixels, 0 to 255. */
  public static Samples pixels(int size, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] values = new byte[Math.multiplyExact(size, count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) random.nextInt(256);
    }
    return new Samples(
        Inputs.pixels(values, size), new int[0], count + " inputs of random pixels, 0 to 255");
  }

  /** Normally distributed numbers, mean 0 and deviation 1. */
  public static Samples normals(int size, int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[Math.multiplyExact(size, count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Samples(
        Inputs.numbers(values, size),
        new int[0],
        count + " random inputs of mean 0 and deviation 1");
  }

  public int count() {
    return inputs.count();
  }

  public boolean areLabelled() {
    return labels.length > 0;
  }

  /** The first of them. */
  public Samples first(int count) {
    int some = Math.min(count, count());
    return new Samples(
        inputs.some(0, some),
        areLabelled() ? Arrays.copyOf(labels, some) : labels,
        text.replaceFirst("^[0-9]+", String.valueOf(some)));
  }

  /**
   * The same inputs without labels.
   *
   * @param why goes into the text
   */
  public Samples unlabelled(String why) {
    return new Samples(inputs, new int[0], text + why);
  }
}

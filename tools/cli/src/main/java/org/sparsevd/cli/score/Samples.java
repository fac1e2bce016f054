package org.sparsevd.cli.score;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.sparsevd.trainer.data.Images;

/**
 * Inputs to try nets on, in memory.
 *
 * @param values {@code [count, size]}
 * @param labels one an input, {@link #NO_CLASS} for one that no answer is right for, or none at all
 * @param text what they are, for people
 */
public record Samples(float[] values, int size, int[] labels, String text) {
  public static final int NO_CLASS = -1;

  /** Images as a net takes them. */
  public static Samples of(Images images, int from, int count, PixelScale scale, String text) {
    int channels = images.shape().dim(0);
    float[] values =
        scale.apply(images.pixels(from, count), channels, images.shape().size() / channels);
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = images.label(from + i);
    }
    return new Samples(values, images.shape().size(), labels, count + " " + text);
  }

  /** Random pixels, 0 to 255. */
  public static Samples pixels(int size, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.multiplyExact(size, count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return new Samples(values, size, new int[0], count + " inputs of random pixels, 0 to 255");
  }

  /** Normally distributed numbers, mean 0 and deviation 1. */
  public static Samples normals(int size, int count, long seed) {
    java.util.Random random = new java.util.Random(seed);
    float[] values = new float[Math.multiplyExact(size, count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Samples(
        values, size, new int[0], count + " random inputs of mean 0 and deviation 1");
  }

  public int count() {
    return values.length / size;
  }

  public boolean areLabelled() {
    return labels.length > 0;
  }

  /** One input. */
  public float[] input(int index) {
    return Arrays.copyOfRange(values, index * size, (index + 1) * size);
  }

  /** The first of them. */
  public Samples first(int count) {
    int some = Math.min(count, count());
    return new Samples(
        Arrays.copyOf(values, some * size),
        size,
        areLabelled() ? Arrays.copyOf(labels, some) : labels,
        text.replaceFirst("^[0-9]+", String.valueOf(some)));
  }

  /** The same inputs with other labels. */
  public Samples labelled(int[] others) {
    return new Samples(values, size, others, text);
  }

  /**
   * The same inputs without labels.
   *
   * @param why goes into the text
   */
  public Samples unlabelled(String why) {
    return new Samples(values, size, new int[0], text + why);
  }

  /** The scores of a net for all of them. */
  public Logits run(Forward net) throws IOException {
    float[] scores = new float[Math.multiplyExact(count(), net.outputSize())];
    for (int from = 0; from < count(); from += ImageRun.BATCH) {
      int batch = Math.min(ImageRun.BATCH, count() - from);
      float[] some = net.run(Arrays.copyOfRange(values, from * size, (from + batch) * size), batch);
      System.arraycopy(some, 0, scores, from * net.outputSize(), some.length);
    }
    return new Logits(scores, net.outputSize());
  }
}

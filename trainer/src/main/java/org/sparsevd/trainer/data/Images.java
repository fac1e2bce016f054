package org.sparsevd.trainer.data;

import java.util.Arrays;
import org.sparsevd.tensor.Shape;

/** Labelled images: unsigned bytes {@code [count, channels, height, width]}, one label each. */
public final class Images {
  /** Images that {@link #gather} turns at a time. */
  private static final int BLOCK = 8;

  /** Images that a thread takes at least: so many of an element are a cache line. */
  private static final int GRAIN = 16;

  private final Shape shape;
  private final byte[] pixels;
  private final byte[] labels;
  private final byte outside;

  /**
   * Images over these arrays, which the caller gives away.
   *
   * @param shape {@code [channels, height, width]} of one image
   * @param labels unsigned, one per image
   * @throws IllegalArgumentException if pixels and labels differ in count or there are none
   */
  public Images(Shape shape, byte[] pixels, byte[] labels) {
    this(shape, pixels, labels, (byte) 0);
  }

  /**
   * @param outside what comes in where an image is moved
   */
  Images(Shape shape, byte[] pixels, byte[] labels, byte outside) {
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(
          "images are [channels, height, width], found the shape " + shape);
    }
    if (labels.length == 0 || (long) labels.length * shape.size() != pixels.length) {
      throw new IllegalArgumentException(
          labels.length + " labels do not fit " + pixels.length + " pixels of images " + shape);
    }
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
    this.outside = outside;
  }

  public int count() {
    return labels.length;
  }

  /**
   * How many are left to train on without the last ones, which validate.
   *
   * @throws IllegalArgumentException if none are left, or none validate
   */
  public int countWithout(int validating) {
    int rest = count() - validating;
    if (validating < 1 || rest < 1) {
      throw new IllegalArgumentException(
          "validation must take 1 to "
              + (count() - 1)
              + " of "
              + count()
              + " training images, found "
              + validating);
    }
    return rest;
  }

  /** {@code [channels, height, width]} of one image. */
  public Shape shape() {
    return shape;
  }

  /** Class of an image, 0 to 255. */
  public int label(int image) {
    return labels[image] & 0xff;
  }

  /** A copy of the raw pixels of neighbouring images, {@code [count, channels, height, width]}. */
  public byte[] pixels(int from, int count) {
    return Arrays.copyOfRange(pixels, from * shape.size(), (from + count) * shape.size());
  }

  /**
   * Writes a batch, batch innermost: {@code out[element * stride + b]} is the preprocessed element
   * ({@code c * height * width + y * width + x}) of image {@code order[from + b]} for b below
   * {@code count}, and 0 for b from {@code count} to {@code stride - 1}.
   *
   * @param augmenter of this epoch, or null for none
   * @param out at least {@code shape().size() * stride} values
   * @param sharing threads to do it; the result is the same
   */
  public void gather(
      int[] order,
      int from,
      int count,
      int stride,
      Augmenter augmenter,
      Preprocessing preprocessing,
      float[] out,
      Sharing sharing) {
    if (count > stride || !preprocessing.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "a batch of "
              + count
              + " images "
              + shape
              + " does not fit stride "
              + stride
              + " and preprocessing of "
              + preprocessing.shape());
    }
    sharing.run(
        count,
        GRAIN,
        (first, end) -> gather(order, from, first, end, stride, augmenter, preprocessing, out));
    int size = shape.size();
    if (count < stride) {
      for (int element = 0; element < size; element++) {
        Arrays.fill(out, element * stride + count, (element + 1) * stride, 0f);
      }
    }
  }

  /** Images {@code first} to {@code end - 1} of the batch. */
  private void gather(
      int[] order,
      int from,
      int first,
      int end,
      int stride,
      Augmenter augmenter,
      Preprocessing preprocessing,
      float[] out) {
    int size = shape.size();
    float[] scales = preprocessing.elementScale();
    float[] shifts = preprocessing.elementShift();
    byte[] block = new byte[BLOCK * size];
    for (int b = first; b < end; b += BLOCK) {
      int width = Math.min(BLOCK, end - b);
      for (int lane = 0; lane < width; lane++) {
        int image = order[from + b + lane];
        System.arraycopy(pixels, image * size, block, lane * size, size);
        if (augmenter != null) {
          augmenter.apply(image, block, lane * size, shape, outside);
        }
      }
      if (width == BLOCK) {
        turn(block, size, scales, shifts, out, b, stride);
      } else {
        turnPart(block, size, scales, shifts, out, b, stride, width);
      }
    }
  }

  /**
   * Exactly {@link #BLOCK} images. Written out, because the compiler then checks the bounds of the
   * eight stores once and those of the loads not at all: twice as fast as a loop.
   */
  private static void turn(
      byte[] x, int size, float[] scales, float[] shifts, float[] out, int b, int stride) {
    for (int i = 0, o = b; i < size; i++, o += stride) {
      float scale = scales[i];
      float shift = shifts[i];
      out[o] = (x[i] & 0xff) * scale + shift;
      out[o + 1] = (x[size + i] & 0xff) * scale + shift;
      out[o + 2] = (x[2 * size + i] & 0xff) * scale + shift;
      out[o + 3] = (x[3 * size + i] & 0xff) * scale + shift;
      out[o + 4] = (x[4 * size + i] & 0xff) * scale + shift;
      out[o + 5] = (x[5 * size + i] & 0xff) * scale + shift;
      out[o + 6] = (x[6 * size + i] & 0xff) * scale + shift;
      out[o + 7] = (x[7 * size + i] & 0xff) * scale + shift;
    }
  }

  private static void turnPart(
      byte[] block,
      int size,
      float[] scales,
      float[] shifts,
      float[] out,
      int b,
      int stride,
      int width) {
    for (int element = 0; element < size; element++) {
      int target = element * stride + b;
      for (int lane = 0; lane < width; lane++) {
        out[target + lane] =
            (block[lane * size + element] & 0xff) * scales[element] + shifts[element];
      }
    }
  }

  /**
   * These images and then others.
   *
   * @throws IllegalArgumentException if their shapes differ or they exceed 2 GiB together
   */
  public Images followedBy(Images others) {
    long size = (long) pixels.length + others.pixels.length;
    if (!others.shape.equals(shape) || size > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          "images " + others.shape + " cannot follow images " + shape + ": " + size + " pixels");
    }
    byte[] all = Arrays.copyOf(pixels, (int) size);
    System.arraycopy(others.pixels, 0, all, pixels.length, others.pixels.length);
    byte[] allLabels = Arrays.copyOf(labels, labels.length + others.labels.length);
    System.arraycopy(others.labels, 0, allLabels, labels.length, others.labels.length);
    return new Images(shape, all, allLabels, outside);
  }

  /** Neighbouring images as a set of their own. */
  Images part(int from, int count) {
    return new Images(
        shape, pixels(from, count), Arrays.copyOfRange(labels, from, from + count), outside);
  }

  /** The same images with labels drawn uniformly below a number of classes. */
  Images withRandomLabels(long seed, int classes) {
    byte[] drawn = new byte[labels.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (byte) CounterRandom.below(classes, CounterRandom.bits(seed, i));
    }
    return new Images(shape, pixels, drawn, outside);
  }

  /** Sum over all images of each element; exact. */
  long[] elementSums() {
    int size = shape.size();
    long[] sums = new long[size];
    for (int start = 0; start < pixels.length; start += size) {
      for (int element = 0; element < size; element++) {
        sums[element] += pixels[start + element] & 0xff;
      }
    }
    return sums;
  }

  /** Sum over all images of each element's square; exact. */
  long[] elementSquareSums() {
    int size = shape.size();
    long[] sums = new long[size];
    for (int start = 0; start < pixels.length; start += size) {
      for (int element = 0; element < size; element++) {
        int value = pixels[start + element] & 0xff;
        sums[element] += value * value;
      }
    }
    return sums;
  }

  /** Largest label and one more. */
  public int classes() {
    int largest = 0;
    for (byte label : labels) {
      largest = Math.max(largest, label & 0xff);
    }
    return largest + 1;
  }
}

package org.sparsevd.trainer.data;

import org.sparsevd.tensor.Shape;

/**
 * Augmentation of one epoch: an image is mirrored left to right with probability 1/2, where that is
 * asked for, and moves by -shift to shift pixels in x and, independently, in y. Both are a pure
 * function of seed, epoch and image.
 */
public final class Augmenter {
  private static final long SHIFT_STREAM = 0x7368696674L; // "shift"
  private static final long FLIP_STREAM = 0x666c6970L; // "flip"

  private final int shift;
  private final boolean flip;
  private final long shiftSeed;
  private final long flipSeed;

  /**
   * What happens to the images of an epoch.
   *
   * @param shift largest move in pixels, 0 to 255
   * @param flip whether images are mirrored at random
   * @param epoch counted from 0
   */
  public Augmenter(int shift, boolean flip, long seed, int epoch) {
    if (shift < 0 || shift > 255) {
      throw new IllegalArgumentException("a shift is 0 to 255 pixels, found " + shift);
    }
    this.shift = shift;
    this.flip = flip;
    this.shiftSeed = CounterRandom.derive(CounterRandom.derive(seed, SHIFT_STREAM), epoch);
    this.flipSeed = CounterRandom.derive(CounterRandom.derive(seed, FLIP_STREAM), epoch);
  }

  /** Pixels by which the image moves to the right. */
  public int dx(int image) {
    return CounterRandom.below(2 * shift + 1, CounterRandom.bits(shiftSeed, 2L * image)) - shift;
  }

  /** Pixels by which the image moves down. */
  public int dy(int image) {
    return CounterRandom.below(2 * shift + 1, CounterRandom.bits(shiftSeed, 2L * image + 1))
        - shift;
  }

  /** Whether the image is mirrored left to right. */
  public boolean mirrored(int image) {
    return flip && CounterRandom.bits(flipSeed, image) < 0;
  }

  /**
   * Mirrors and moves an image in place.
   *
   * @param pixels holds the image {@code [planes, height, width]} from {@code offset} on
   * @param outside what comes in from outside, usually 0
   */
  void apply(int image, byte[] pixels, int offset, Shape shape, byte outside) {
    int height = shape.dim(1);
    int width = shape.dim(2);
    if (mirrored(image)) {
      mirror(pixels, offset, shape.dim(0) * height, width);
    }
    if (shift == 0) {
      return;
    }
    int dx = Math.max(-width, Math.min(width, dx(image)));
    int dy = Math.max(-height, Math.min(height, dy(image)));
    for (int plane = 0; plane < shape.dim(0); plane++) {
      movePlane(pixels, offset + plane * height * width, height, width, dx, dy, outside);
    }
  }

  private static void mirror(byte[] pixels, int offset, int rows, int width) {
    for (int row = 0; row < rows; row++) {
      int left = offset + row * width;
      for (int right = left + width - 1; left < right; left++, right--) {
        byte swapped = pixels[left];
        pixels[left] = pixels[right];
        pixels[right] = swapped;
      }
    }
  }

  /** The plane moves as one flat run; what then came from the row or plane beside it is cleared. */
  private static void movePlane(
      byte[] pixels, int start, int height, int width, int dx, int dy, byte outside) {
    int size = height * width;
    int distance = Math.max(-size, Math.min(size, dy * width + dx));
    if (distance >= 0) {
      System.arraycopy(pixels, start, pixels, start + distance, size - distance);
      clear(pixels, start, distance, outside);
    } else {
      System.arraycopy(pixels, start - distance, pixels, start, size + distance);
      clear(pixels, start + size + distance, -distance, outside);
    }
    int column = dx > 0 ? 0 : width + dx;
    if (dx != 0) {
      for (int row = 0; row < height; row++) {
        clear(pixels, start + row * width + column, Math.abs(dx), outside);
      }
    }
    int firstEmptyRow = dy > 0 ? 0 : height + dy;
    clear(pixels, start + firstEmptyRow * width, Math.abs(dy) * width, outside);
  }

  private static void clear(byte[] pixels, int from, int count, byte outside) {
    for (int i = from; i < from + count; i++) {
      pixels[i] = outside;
    }
  }
}

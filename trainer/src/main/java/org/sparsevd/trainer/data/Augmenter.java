package org.sparsevd.trainer.data;

import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.values.Block;

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
   * @param block holds the image {@code [planes, height, width]} from {@code offset} on
   */
  void apply(int image, Block block, int offset, Shape shape) {
    int height = shape.dim(1);
    int width = shape.dim(2);
    if (mirrored(image)) {
      mirror(block, offset, shape.dim(0) * height, width);
    }
    if (shift == 0) {
      return;
    }
    int dx = Math.max(-width, Math.min(width, dx(image)));
    int dy = Math.max(-height, Math.min(height, dy(image)));
    for (int plane = 0; plane < shape.dim(0); plane++) {
      movePlane(block, offset + plane * height * width, height, width, dx, dy);
    }
  }

  private static void mirror(Block block, int offset, int rows, int width) {
    for (int row = 0; row < rows; row++) {
      int left = offset + row * width;
      for (int right = left + width - 1; left < right; left++, right--) {
        block.swap(left, right);
      }
    }
  }

  /** The plane moves as one flat run; what then came from the row or plane beside it is cleared. */
  private static void movePlane(Block block, int start, int height, int width, int dx, int dy) {
    int size = height * width;
    int distance = Math.max(-size, Math.min(size, dy * width + dx));
    if (distance >= 0) {
      block.move(start, start + distance, size - distance);
      block.clear(start, distance);
    } else {
      block.move(start - distance, start, size + distance);
      block.clear(start + size + distance, -distance);
    }
    int column = dx > 0 ? 0 : width + dx;
    if (dx != 0) {
      for (int row = 0; row < height; row++) {
        block.clear(start + row * width + column, Math.abs(dx));
      }
    }
    int firstEmptyRow = dy > 0 ? 0 : height + dy;
    block.clear(start + firstEmptyRow * width, Math.abs(dy) * width);
  }
}

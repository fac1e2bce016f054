package org.sparsevd.trainer.data;

/**
 * Augmentation of one epoch: every image moves by -max to max pixels in x and, independently, in y.
 * The move is a pure function of seed, epoch and image; what comes in from outside is raw 0.
 */
public final class Shift {
  private static final long STREAM = 0x7368696674L; // "shift"

  private final int max;
  private final long epochSeed;

  /**
   * The moves of an epoch.
   *
   * @param max largest move in pixels, 0 to 255
   * @param epoch counted from 0
   */
  public Shift(int max, long seed, int epoch) {
    if (max < 0 || max > 255) {
      throw new IllegalArgumentException("a shift is 0 to 255 pixels, found " + max);
    }
    this.max = max;
    this.epochSeed = CounterRandom.derive(CounterRandom.derive(seed, STREAM), epoch);
  }

  /** Pixels by which the image moves to the right. */
  public int dx(int image) {
    return CounterRandom.below(2 * max + 1, CounterRandom.bits(epochSeed, 2L * image)) - max;
  }

  /** Pixels by which the image moves down. */
  public int dy(int image) {
    return CounterRandom.below(2 * max + 1, CounterRandom.bits(epochSeed, 2L * image + 1)) - max;
  }

  /**
   * Moves an image in place.
   *
   * @param pixels holds the image {@code [planes, height, width]} from {@code offset} on
   */
  void move(int image, byte[] pixels, int offset, int planes, int height, int width) {
    int dx = Math.max(-width, Math.min(width, dx(image)));
    int dy = Math.max(-height, Math.min(height, dy(image)));
    for (int plane = 0; plane < planes; plane++) {
      movePlane(pixels, offset + plane * height * width, height, width, dx, dy);
    }
  }

  /** The plane moves as one flat run; what then came from the row or plane beside it is cleared. */
  private static void movePlane(byte[] pixels, int start, int height, int width, int dx, int dy) {
    int size = height * width;
    int distance = Math.max(-size, Math.min(size, dy * width + dx));
    if (distance >= 0) {
      System.arraycopy(pixels, start, pixels, start + distance, size - distance);
      clear(pixels, start, distance);
    } else {
      System.arraycopy(pixels, start - distance, pixels, start, size + distance);
      clear(pixels, start + size + distance, -distance);
    }
    int column = dx > 0 ? 0 : width + dx;
    if (dx != 0) {
      for (int row = 0; row < height; row++) {
        clear(pixels, start + row * width + column, Math.abs(dx));
      }
    }
    int firstEmptyRow = dy > 0 ? 0 : height + dy;
    clear(pixels, start + firstEmptyRow * width, Math.abs(dy) * width);
  }

  private static void clear(byte[] pixels, int from, int count) {
    for (int i = from; i < from + count; i++) {
      pixels[i] = 0;
    }
  }
}

package org.sparsevd.trainer.recipe;

/**
 * How training images vary from epoch to epoch, at random.
 *
 * @param shift moved by up to this many pixels in x and y; with zeros from outside, which is what a
 *     random crop after padding by as many pixels gives
 * @param flip mirrored left to right, every other time
 */
public record Augmentation(int shift, boolean flip) {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(0, false);

  public Augmentation {
    if (shift < 0 || shift > 16) {
      throw new IllegalArgumentException("shift must be 0 to 16 pixels, found " + shift);
    }
  }

  /** Moved by up to this many pixels, not mirrored. */
  public static Augmentation shift(int pixels) {
    return new Augmentation(pixels, false);
  }
}

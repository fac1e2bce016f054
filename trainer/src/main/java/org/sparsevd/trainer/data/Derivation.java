package org.sparsevd.trainer.data;

import java.util.OptionalLong;

/**
 * What was made of a data set before a net was trained on it, in this order.
 *
 * @param heldOut how many of the last training images stand in place of the test images; 0 for none
 * @param whitened whether all images are whitened (ZCA) by those that are left to train on
 * @param labelSeed where all labels are drawn at random, by what seed
 */
public record Derivation(int heldOut, boolean whitened, OptionalLong labelSeed) {
  /** A data set as its files have it. */
  public static final Derivation NONE = new Derivation(0, false, OptionalLong.empty());

  public Derivation {
    if (heldOut < 0) {
      throw new IllegalArgumentException(
          "images that are held out cannot be fewer than 0, found " + heldOut);
    }
  }

  /** Only these images held out. */
  static Derivation holdingOut(int count) {
    return new Derivation(count, false, OptionalLong.empty());
  }

  /** The same, whitened too. */
  Derivation whitening() {
    return new Derivation(heldOut, true, OptionalLong.empty());
  }

  /** The same, with labels drawn at random too. */
  Derivation drawingLabels(long seed) {
    return new Derivation(heldOut, whitened, OptionalLong.of(seed));
  }
}

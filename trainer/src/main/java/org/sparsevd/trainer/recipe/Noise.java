package org.sparsevd.trainer.recipe;

import java.util.Locale;

/**
 * What the noise of a weight is learned as. Both are the same Gaussian {@code N(W, sigma^2)} with
 * {@code sigma^2 = alpha W^2}, so a net computes the same; what differs is which way it learns.
 */
public enum Noise {
  /**
   * {@code W} and {@code log sigma^2} (Molchanov et al. 2017, section 4.1): the gradient of {@code
   * W} is free of noise, and the divergence moves W.
   */
  ADDITIVE,
  /**
   * {@code W} and {@code log alpha} (Kingma et al. 2015, section 3): the deviation follows the
   * mean, so noise reaches the gradient of {@code W} too, and the divergence moves log alpha alone.
   */
  MULTIPLICATIVE;

  /** The name in options and recipes. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The noise of this {@link #id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Noise of(String id) {
    for (Noise noise : values()) {
      if (noise.id().equals(id)) {
        return noise;
      }
    }
    throw new IllegalArgumentException("expected additive or multiplicative, found " + id);
  }
}

package org.sparsevd.trainer.nn;

/**
 * Which of the networks that a posterior stands for runs.
 *
 * @param kind means alone, with noise, or thresholded
 * @param seed of the noise
 * @param step of the noise
 */
public record Mode(Kind kind, long seed, long step) {

  /** See {@link Mode}. */
  public enum Kind {
    /** Means of the live weights, no noise. */
    MEAN,
    /** Sampled by local reparametrisation. */
    NOISY,
    /** Means below the threshold, no noise: what is deployed. */
    THRESHOLDED
  }

  public static Mode mean() {
    return new Mode(Kind.MEAN, 0, 0);
  }

  public static Mode thresholded() {
    return new Mode(Kind.THRESHOLDED, 0, 0);
  }

  public static Mode noisy(long seed, long step) {
    return new Mode(Kind.NOISY, seed, step);
  }
}

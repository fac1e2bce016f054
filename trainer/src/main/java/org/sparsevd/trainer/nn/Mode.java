package org.sparsevd.trainer.nn;

/**
 * Which of the networks that a posterior stands for runs.
 *
 * @param kind means alone, with noise, or thresholded
 * @param dropout whether dropout layers drop
 * @param images of the batch, in its first columns; batch statistics are taken over these
 * @param seed of the noise
 * @param step of the noise
 */
public record Mode(Kind kind, boolean dropout, int images, long seed, long step) {

  /** See {@link Mode}. */
  public enum Kind {
    /** Means of the live weights, no noise; batch statistics. */
    MEAN,
    /** Means of the live weights that are not masked, no noise; batch statistics. */
    MASKED,
    /** Sampled by local reparametrisation; batch statistics. */
    NOISY,
    /** Means below the threshold, no noise, running statistics: what is deployed. */
    THRESHOLDED
  }

  /** Means, over a batch that fills its columns. */
  public static Mode mean() {
    return new Mode(Kind.MEAN, false, Integer.MAX_VALUE, 0, 0);
  }

  public static Mode thresholded() {
    return new Mode(Kind.THRESHOLDED, false, Integer.MAX_VALUE, 0, 0);
  }

  /** With noise, over a batch that fills its columns. */
  public static Mode noisy(long seed, long step) {
    return new Mode(Kind.NOISY, false, Integer.MAX_VALUE, seed, step);
  }
}

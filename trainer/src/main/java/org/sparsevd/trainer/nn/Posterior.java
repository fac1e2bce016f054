package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The buffers of a layer's weights: a factorised Gaussian per weight with mean {@code W} and
 * variance {@code sigma^2}, and what is derived from them once a step.
 *
 * @param noise what the variance is learned as; with {@link Noise#MULTIPLICATIVE} it is kept as log
 *     variance all the same, between steps
 * @param mean {@code W}, {@code [outputs, depth]} like all of these
 * @param logSigma2 the log variance
 * @param live 1 where a weight is trained, 0 where it was removed for good
 * @param logAlpha {@code clip(logSigma2 - log W^2, -8, 8)}
 * @param variance {@code exp(logAlpha) W^2}, 0 where removed
 * @param blocks that decide together, or null where every weight decides for itself
 */
public record Posterior(
    Noise noise,
    Buffer mean,
    Buffer logSigma2,
    Buffer live,
    Buffer logAlpha,
    Buffer variance,
    BlockPosterior blocks) {

  /** Bound of log alpha. */
  public static final float CLIP = 8;

  /** Smallest square of a mean that is told from zero. */
  public static final float TINY = 1e-30f;

  /**
   * Buffers of zeros.
   *
   * @param grid the blocks, or null where every weight decides for itself
   */
  public static Posterior allocate(Backend backend, Noise noise, int size, BlockGrid grid) {
    return new Posterior(
        noise,
        backend.buffer(size),
        backend.buffer(size),
        backend.buffer(size),
        backend.buffer(size),
        backend.buffer(size),
        grid == null ? null : BlockPosterior.allocate(backend, noise, grid));
  }
}

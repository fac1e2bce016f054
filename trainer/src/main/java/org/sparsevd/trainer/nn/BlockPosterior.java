package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The buffers of a layer's blocks, one value a block. All weights of a block are multiplied with
 * noise of the same log alpha:
 *
 * <pre>
 * log alpha = mean log sigma^2 - log(Q / m)      V_i = exp(log alpha) W_i^2
 * </pre>
 *
 * <p>with Q the sum of its live W^2 and m its weights in the whole layer. Its divergence is that of
 * {@code n} weights of this log alpha, n being those that are live.
 *
 * @param joint a Gaussian for each block: its mean is {@code sqrt(Q / m)}; live while any weight is
 * @param counts n of each block
 * @param dMean of no meaning between calls
 * @param dVariance likewise
 */
public record BlockPosterior(
    BlockGrid grid, Posterior joint, Buffer counts, Buffer dMean, Buffer dVariance) {

  static BlockPosterior allocate(Backend backend, Noise noise, BlockGrid grid) {
    int blocks = grid.blocks();
    return new BlockPosterior(
        grid,
        Posterior.allocate(backend, noise, blocks, null),
        backend.buffer(blocks),
        backend.buffer(blocks),
        backend.buffer(blocks));
  }
}

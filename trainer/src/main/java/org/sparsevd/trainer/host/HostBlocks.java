package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.host.memory.HostBuffer;
import org.sparsevd.trainer.host.memory.MomentArrays;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.nn.Adam;
import org.sparsevd.trainer.nn.BlockPosterior;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The passes over weights that decide in blocks. What there is one of per block, the kernels for
 * single weights compute; the sums before and what each weight gets of them stand in {@link
 * BlockSums}. A block belongs to one thread, so results do not depend on their number.
 */
final class HostBlocks {
  private static final int CHUNK = 1024;

  private final TrainingKernels kernels;
  private final Workers workers;

  HostBlocks(TrainingKernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  private static BlockSums sums(Posterior posterior) {
    BlockPosterior blocks = posterior.blocks();
    return new BlockSums(
        blocks.grid(),
        PosteriorArrays.of(posterior),
        PosteriorArrays.of(blocks.joint()),
        HostBuffer.data(blocks.counts()));
  }

  private void eachRange(BlockGrid grid, Workers.RangeTask task) {
    workers.ranges(grid.ranges(), 1, task);
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#refresh}. */
  void refresh(Posterior posterior) {
    BlockSums sums = sums(posterior);
    eachRange(sums.grid(), sums::gather);
    workers.ranges(
        sums.grid().blocks(), CHUNK, (from, to) -> kernels.refresh(sums.joint(), from, to));
    eachRange(sums.grid(), sums::spread);
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#update}. */
  void update(
      Posterior posterior,
      Buffer dMean,
      Buffer dVariance,
      float klScale,
      Adam mean,
      Adam logSigma2) {
    BlockSums sums = sums(posterior);
    float[] dW = HostBuffer.data(dMean);
    float[] dS = HostBuffer.data(dVariance);
    gradients(sums, posterior.blocks(), dW, dS, klScale);
    boolean follows = posterior.noise() == Noise.MULTIPLICATIVE;
    if (follows) {
      eachRange(sums.grid(), (from, to) -> sums.addLogSquare(-1, from, to));
    }
    MomentArrays meanArrays = MomentArrays.of(mean.moments());
    MomentArrays logSigma2Arrays = MomentArrays.of(logSigma2.moments());
    PosteriorArrays each = sums.each();
    workers.ranges(
        dW.length,
        CHUNK,
        (from, to) -> {
          kernels.adam(each.mean(), dW, meanArrays, mean.step(), from, to);
          kernels.adam(each.logSigma2(), dS, logSigma2Arrays, logSigma2.step(), from, to);
        });
    if (follows) {
      eachRange(sums.grid(), sums::gather);
      eachRange(sums.grid(), (from, to) -> sums.addLogSquare(1, from, to));
    }
    refresh(posterior);
  }

  private void gradients(
      BlockSums sums, BlockPosterior blocks, float[] dW, float[] dS, float klScale) {
    float[] jointMean = HostBuffer.data(blocks.dMean());
    float[] jointVariance = HostBuffer.data(blocks.dVariance());
    eachRange(sums.grid(), (from, to) -> sums.gatherGradient(dS, jointVariance, from, to));
    workers.ranges(
        jointVariance.length,
        CHUNK,
        (from, to) -> {
          Arrays.fill(jointMean, from, to, 0);
          kernels.gradients(sums.joint(), jointMean, jointVariance, klScale, from, to);
        });
    eachRange(sums.grid(), (from, to) -> sums.spreadGradient(jointVariance, dW, dS, from, to));
  }
}

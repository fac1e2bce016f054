package org.sparsevd.trainer.block;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.sparsevd.compress.Threshold;

/**
 * The one log alpha of each block: {@code log sigma^2 - log(mean W^2)}. A block has one variance,
 * which all its weights hold; should they differ, it is their geometric mean. The mean square is
 * that over the whole block, where a removed weight counts as zero.
 */
public final class JointAlpha {
  private static final double TINY = 1e-30;

  /** How far from the threshold a decision is put, so that rounding cannot turn it. */
  private static final double MARGIN = 1e-4;

  private JointAlpha() {}

  /**
   * The joint log alphas, not clipped; positive infinity where no weight is live.
   *
   * @param live which weights have not been removed
   */
  public static double[] of(BlockGrid grid, float[] mean, float[] logSigma2, IntPredicate live) {
    double[] squares = new double[grid.blocks()];
    double[] logs = new double[grid.blocks()];
    int[] counts = new int[grid.blocks()];
    for (int i = 0; i < mean.length; i++) {
      if (live.test(i)) {
        int block = block(grid, i);
        squares[block] += (double) mean[i] * mean[i];
        logs[block] += logSigma2[i];
        counts[block]++;
      }
    }
    double[] logAlpha = new double[grid.blocks()];
    Arrays.setAll(
        logAlpha,
        b ->
            counts[b] == 0
                ? Double.POSITIVE_INFINITY
                : logs[b] / counts[b] - Math.log(Math.max(squares[b] / grid.size(b), TINY)));
    return logAlpha;
  }

  /** The block of a weight. */
  private static int block(BlockGrid grid, int weight) {
    int output = weight / grid.depth();
    int range = Arrays.binarySearch(grid.starts(), output);
    range = range < 0 ? -range - 2 : range;
    return range * grid.perRange() + grid.blockOf()[weight % grid.depth()];
  }

  /**
   * Log variances by which each weight for itself decides as its block does: {@code log alpha + log
   * W^2}, which is also the variance of the noise that it was trained with.
   *
   * @return a new array
   * @see Threshold#keeps
   */
  public static float[] deciding(
      BlockGrid grid, float[] mean, float[] logSigma2, IntPredicate live) {
    double[] joint = of(grid, mean, logSigma2, live);
    float[] moved = logSigma2.clone();
    for (int i = 0; i < moved.length; i++) {
      if (live.test(i)) {
        double a = joint[block(grid, i)];
        double decided =
            a < Threshold.LOG_ALPHA
                ? Math.min(a, Threshold.LOG_ALPHA - MARGIN)
                : Math.max(a, Threshold.LOG_ALPHA + MARGIN);
        moved[i] = (float) (decided + Math.log(Math.max((double) mean[i] * mean[i], TINY)));
      }
    }
    return moved;
  }
}

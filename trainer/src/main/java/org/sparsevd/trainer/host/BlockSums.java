package org.sparsevd.trainer.host;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.nn.BlockPosterior;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.recipe.Noise;

/**
 * What goes from the weights of a layer to its blocks, and back. All work on ranges of outputs
 * {@code from .. to} of the grid, whose blocks are counted from the first of them.
 *
 * @param each of the weights
 * @param joint of the blocks, see {@link BlockPosterior}
 * @param counts live weights of each block
 */
record BlockSums(BlockGrid grid, PosteriorArrays each, PosteriorArrays joint, float[] counts) {

  /** Work on the weights of one output. */
  private interface Task {
    /**
     * Does it.
     *
     * @param at its first weight
     * @param block the first of the blocks that its weights belong to
     */
    void accept(int at, int block);
  }

  private void eachOutput(int from, int to, Task task) {
    for (int range = from; range < to; range++) {
      for (int output = grid.starts()[range]; output < grid.starts()[range + 1]; output++) {
        task.accept(output * grid.depth(), (range - from) * grid.perRange());
      }
    }
  }

  /** A value for each block of the ranges. */
  private float[] eachBlock(int from, int to, IntToDoubleFunction value) {
    float[] values = new float[(to - from) * grid.perRange()];
    for (int b = 0; b < values.length; b++) {
      values[b] = (float) value.applyAsDouble(from * grid.perRange() + b);
    }
    return values;
  }

  /** Mean square, log variance and number of the live weights of each block. */
  void gather(int from, int to) {
    int[] blockOf = grid.blockOf();
    double[] squares = new double[(to - from) * grid.perRange()];
    double[] logs = new double[squares.length];
    int[] live = new int[squares.length];
    eachOutput(
        from,
        to,
        (at, block) -> {
          for (int k = 0; k < blockOf.length; k++) {
            if (each.live()[at + k] != 0) {
              int b = block + blockOf[k];
              squares[b] += (double) each.mean()[at + k] * each.mean()[at + k];
              logs[b] += each.logSigma2()[at + k];
              live[b]++;
            }
          }
        });
    int first = from * grid.perRange();
    for (int b = 0; b < live.length; b++) {
      counts[first + b] = live[b];
      joint.live()[first + b] = Math.min(1, live[b]);
      joint.mean()[first + b] = (float) Math.sqrt(squares[b] / grid.size(first + b));
      joint.logSigma2()[first + b] = (float) (logs[b] / Math.max(1, live[b]));
    }
  }

  /** {@code alpha}: a block's variance by its mean square. */
  private double alpha(int block) {
    return joint.variance()[block] / square(block);
  }

  private double square(int block) {
    return Math.max(joint.mean()[block] * joint.mean()[block], Posterior.TINY);
  }

  /** Log alpha and variance of each weight. */
  void spread(int from, int to) {
    int[] blockOf = grid.blockOf();
    float[] alphas = eachBlock(from, to, this::alpha);
    int first = from * grid.perRange();
    eachOutput(
        from,
        to,
        (at, block) -> {
          for (int k = 0; k < blockOf.length; k++) {
            int b = block + blockOf[k];
            float w = each.mean()[at + k];
            each.logAlpha()[at + k] = joint.logAlpha()[first + b];
            each.variance()[at + k] = each.live()[at + k] * alphas[b] * (w * w);
          }
        });
  }

  /**
   * The gradient with respect to the variance of each block, by its live weights: such that the
   * variance times it is {@code sum dV_j V_j / n}.
   */
  void gatherGradient(float[] dVariance, float[] dJoint, int from, int to) {
    int[] blockOf = grid.blockOf();
    double[] sums = new double[(to - from) * grid.perRange()];
    eachOutput(
        from,
        to,
        (at, block) -> {
          for (int k = 0; k < blockOf.length; k++) {
            sums[block + blockOf[k]] += (double) dVariance[at + k] * each.variance()[at + k];
          }
        });
    int first = from * grid.perRange();
    Arrays.setAll(sums, b -> sums[b] / Math.max(1, counts[first + b]));
    for (int b = 0; b < sums.length; b++) {
      float variance = joint.variance()[first + b];
      dJoint[first + b] = variance == 0 ? 0 : (float) (sums[b] / variance);
    }
  }

  /**
   * With g what a block's log variance gets from each of its weights, 0 where log alpha is clipped:
   * {@code dW_i += 2 dV_i alpha W_i - 2 n g W_i / Q} and {@code dLogSigma2_i = g}. Where the
   * deviation follows the mean, the last term of the first is left out.
   */
  void spreadGradient(float[] g, float[] dMean, float[] dVariance, int from, int to) {
    int[] blockOf = grid.blockOf();
    boolean additive = each.noise() == Noise.ADDITIVE;
    float[] alphas = eachBlock(from, to, this::alpha);
    float[] pulls =
        eachBlock(from, to, b -> additive ? g[b] * counts[b] / (grid.size(b) * square(b)) : 0);
    int first = from * grid.perRange();
    eachOutput(
        from,
        to,
        (at, block) -> {
          for (int k = 0; k < blockOf.length; k++) {
            int b = block + blockOf[k];
            int i = at + k;
            float both = dVariance[i] * alphas[b] - pulls[b];
            dMean[i] = each.live()[i] * (dMean[i] + 2 * both * each.mean()[i]);
            dVariance[i] = each.live()[i] * g[first + b];
          }
        });
  }

  /** {@code logSigma2 += factor log(Q / m)}: from log alpha with 1, to it with -1. */
  void addLogSquare(float factor, int from, int to) {
    int[] blockOf = grid.blockOf();
    float[] logs = eachBlock(from, to, b -> factor * Math.log(square(b)));
    eachOutput(
        from,
        to,
        (at, block) -> {
          for (int k = 0; k < blockOf.length; k++) {
            each.logSigma2()[at + k] += logs[block + blockOf[k]];
          }
        });
  }
}

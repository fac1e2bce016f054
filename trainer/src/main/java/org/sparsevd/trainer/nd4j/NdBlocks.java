package org.sparsevd.trainer.nd4j;

import java.util.Map;
import java.util.WeakHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.nn.BlockPosterior;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The passes over weights that decide in blocks; {@link BlockPosterior} has the formulas. Weights
 * are {@code [outputs, depth]}, blocks {@code [ranges, blocks of a range]}. Matrices of zeros and
 * ones on both sides add the weights of a block up, and hand its value to each of them.
 */
final class NdBlocks {
  private final WeightPasses single;
  private final Map<BlockGrid, Sides> sides = new WeakHashMap<>();

  /**
   * What adds up.
   *
   * @param left {@code [ranges, outputs]}
   * @param right {@code [depth, blocks of a range]}
   * @param sizes weights of each block in the whole layer
   */
  private record Sides(INDArray left, INDArray right, INDArray sizes) {
    static Sides of(BlockGrid grid) {
      int outputs = grid.starts()[grid.ranges()];
      float[][] left = new float[grid.ranges()][outputs];
      float[][] right = new float[grid.depth()][grid.perRange()];
      float[][] sizes = new float[grid.ranges()][grid.perRange()];
      for (int r = 0; r < left.length; r++) {
        for (int o = grid.starts()[r]; o < grid.starts()[r + 1]; o++) {
          left[r][o] = 1;
        }
        for (int b = 0; b < grid.perRange(); b++) {
          sizes[r][b] = grid.size(r * grid.perRange() + b);
        }
      }
      for (int k = 0; k < right.length; k++) {
        right[k][grid.blockOf()[k]] = 1;
      }
      return new Sides(
          Nd4j.createFromArray(left), Nd4j.createFromArray(right), Nd4j.createFromArray(sizes));
    }

    /** Sums over blocks. */
    INDArray sum(INDArray weights) {
      return left.mmul(weights.reshape(left.columns(), right.rows())).mmul(right);
    }

    /** A block's value for each of its weights, as a flat array. */
    INDArray spread(INDArray blocks) {
      INDArray by = left.transpose().mmul(blocks).mmul(right.transpose());
      return by.dup('c').reshape(by.length());
    }
  }

  NdBlocks(WeightPasses single) {
    this.single = single;
  }

  private Sides sides(BlockPosterior blocks) {
    return sides.computeIfAbsent(blocks.grid(), Sides::of);
  }

  private static INDArray as(INDArray blocks, Sides sides) {
    return blocks.reshape(sides.left.rows(), sides.right.columns());
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#refresh}. */
  void refresh(Posterior p) {
    gather(p);
    BlockPosterior blocks = p.blocks();
    single.refresh(blocks.joint());
    Sides sides = sides(blocks);
    INDArray mean = NdBuffer.flat(p.mean());
    INDArray alpha = as(NdBuffer.flat(blocks.joint().variance()), sides).div(square(p));
    NdBuffer.flat(p.logAlpha())
        .assign(sides.spread(as(NdBuffer.flat(blocks.joint().logAlpha()), sides)));
    NdBuffer.flat(p.variance()).assign(sides.spread(alpha).muli(mean).muli(mean));
    NdBuffer.flat(p.variance()).muli(NdBuffer.flat(p.live()));
  }

  /** Mean square, log variance and number of the live weights of each block. */
  private void gather(Posterior p) {
    BlockPosterior blocks = p.blocks();
    Sides sides = sides(blocks);
    INDArray live = NdBuffer.flat(p.live());
    INDArray mean = NdBuffer.flat(p.mean());
    INDArray counts = sides.sum(live);
    INDArray some = counts.dup();
    Nd4j.exec(new ScalarMax(some, null, some, 1));
    set(blocks.counts(), counts);
    set(
        blocks.joint().mean(),
        Transforms.sqrt(sides.sum(mean.mul(mean).muli(live)).divi(sides.sizes)));
    set(blocks.joint().logSigma2(), sides.sum(NdBuffer.flat(p.logSigma2()).mul(live)).divi(some));
    INDArray any = counts.dup();
    Nd4j.exec(new Sign(any, any));
    set(blocks.joint().live(), any);
  }

  private static void set(Buffer buffer, INDArray blocks) {
    NdBuffer.flat(buffer).assign(blocks.dup('c').reshape(blocks.length()));
  }

  /** {@code max(Q / m, tiny)} of each block. */
  private INDArray square(Posterior p) {
    INDArray mean = as(NdBuffer.flat(p.blocks().joint().mean()), sides(p.blocks()));
    INDArray square = mean.mul(mean);
    Nd4j.exec(new ScalarMax(square, null, square, Posterior.TINY));
    return square;
  }

  /**
   * Turns gradients with respect to mean and variance into those with respect to mean and log
   * variance, the divergence's included.
   */
  void gradients(Posterior p, INDArray dMean, INDArray dVariance, float klScale) {
    BlockPosterior blocks = p.blocks();
    Sides sides = sides(blocks);
    INDArray live = NdBuffer.flat(p.live());
    INDArray mean = NdBuffer.flat(p.mean());
    INDArray counts = as(NdBuffer.flat(blocks.counts()), sides);
    INDArray some = counts.dup();
    Nd4j.exec(new ScalarMax(some, null, some, 1));
    INDArray variance = as(NdBuffer.flat(blocks.joint().variance()), sides);
    INDArray safe = variance.dup();
    Nd4j.exec(new ScalarMax(safe, null, safe, Float.MIN_NORMAL));
    INDArray sums = sides.sum(dVariance.mul(NdBuffer.flat(p.variance())));
    set(blocks.dVariance(), sums.divi(some).divi(safe));
    NdBuffer.flat(blocks.dMean()).assign(0);
    single.gradients(
        blocks.joint(), NdBuffer.flat(blocks.dMean()), NdBuffer.flat(blocks.dVariance()), klScale);
    INDArray g = as(NdBuffer.flat(blocks.dVariance()), sides);
    INDArray square = square(p);
    INDArray both = sides.spread(variance.div(square)).muli(dVariance);
    if (p.noise() == Noise.ADDITIVE) {
      both.subi(sides.spread(g.mul(counts).divi(sides.sizes).divi(square)));
    }
    dMean.addi(both.muli(mean).muli(2));
    dMean.muli(live);
    dVariance.assign(sides.spread(g));
    dVariance.muli(live);
  }

  /** {@code logSigma2 += factor log(Q / m)}, of the means as they are now. */
  void addLogSquare(Posterior p, float factor) {
    gather(p);
    INDArray logs = square(p);
    Nd4j.exec(new Log(logs, logs));
    NdBuffer.flat(p.logSigma2()).addi(sides(p.blocks()).spread(logs.muli(factor)));
  }
}

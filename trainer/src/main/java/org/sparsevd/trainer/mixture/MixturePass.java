package org.sparsevd.trainer.mixture;

import org.sparsevd.trainer.data.Sharing;

/**
 * Goes over all weights once: responsibilities, their sums, and the gradient of the weights. Sums
 * are taken part by part in a fixed order, so results do not depend on the number of threads.
 */
final class MixturePass {
  /** Weights of a part. */
  private static final int PART = 4096;

  private final int components;
  private final float[] heights;
  private final float[] means;
  private final float[] precisions;

  MixturePass(GaussianMixture mixture) {
    components = mixture.components();
    heights = new float[components];
    means = new float[components];
    precisions = new float[components];
    double[] logHeights = mixture.logHeights();
    for (int j = 0; j < components; j++) {
      heights[j] = (float) logHeights[j];
      means[j] = (float) mixture.mean(j);
      precisions[j] = (float) Math.exp(mixture.logPrecision(j));
    }
  }

  /**
   * Adds {@code scale * d(-log p(w))/dw} to the gradient of every weight that is live.
   *
   * @param live 0 where a weight was removed, which has no part in anything
   */
  MixtureStatistics add(
      float[] weights, float[] live, float scale, float[] gradient, Sharing sharing) {
    int parts = (weights.length + PART - 1) / PART;
    MixtureStatistics[] sums = new MixtureStatistics[parts];
    sharing.run(
        parts,
        1,
        (from, to) -> {
          for (int part = from; part < to; part++) {
            int end = Math.min(weights.length, (part + 1) * PART);
            sums[part] = part(weights, live, scale, gradient, part * PART, end);
          }
        });
    MixtureStatistics all = new MixtureStatistics(components);
    for (MixtureStatistics each : sums) {
      all.add(each);
    }
    return all;
  }

  private MixtureStatistics part(
      float[] weights, float[] live, float scale, float[] gradient, int from, int end) {
    MixtureStatistics sums = new MixtureStatistics(components);
    MixtureBlock block = new MixtureBlock(heights, means, precisions);
    for (int first = from; first < end; first += MixtureBlock.SIZE) {
      block.read(weights, live, first, Math.min(MixtureBlock.SIZE, end - first));
      block.add(scale, gradient, first);
    }
    block.sum(sums);
    return sums;
  }
}

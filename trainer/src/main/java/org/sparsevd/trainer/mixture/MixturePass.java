package org.sparsevd.trainer.mixture;

import org.sparsevd.trainer.data.Sharing;

/**
 * Goes over all weights once: responsibilities, their sums, and the gradient of the weights. Sums
 * are taken part by part in a fixed order, so results do not depend on the number of threads.
 */
final class MixturePass {
  /** Weights of a part. */
  private static final int PART = 4096;

  /** A component this far below the likeliest, in nats, has no share in a weight. */
  private static final float NEGLIGIBLE = 20;

  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

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
    float[] logs = new float[components];
    for (int i = from; i < end; i++) {
      if (live[i] != 0) {
        gradient[i] += scale * one(weights[i], logs, sums);
      }
    }
    return sums;
  }

  /** {@code exp(x)} for x from -87 to 0, by a polynomial; at most 2e-6 off, relatively. */
  static float exp(float x) {
    float scaled = x * 1.44269504f;
    int power = (int) (scaled - 0.5f);
    float f = scaled - power;
    float p = 0.00015469732f;
    p = p * f + 0.00134004322f;
    p = p * f + 0.0096180256f;
    p = p * f + 0.0555032721f;
    p = p * f + 0.240226512f;
    p = p * f + 0.693147207f;
    p = p * f + 1;
    return p * Float.intBitsToFloat(power + 127 << 23);
  }

  /** Counts a weight and returns the derivative of its loss. */
  private float one(float weight, float[] logs, MixtureStatistics sums) {
    float most = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < components; j++) {
      float distance = weight - means[j];
      logs[j] = heights[j] - 0.5f * precisions[j] * distance * distance;
      most = Math.max(most, logs[j]);
    }
    float sum = 0;
    for (int j = 0; j < components; j++) {
      float below = most - logs[j];
      logs[j] = below < NEGLIGIBLE ? exp(-below) : 0;
      sum += logs[j];
    }
    sums.addLoss(LOG_ROOT_TWO_PI - most - Math.log(sum));
    float derivative = 0;
    for (int j = 0; j < components; j++) {
      if (logs[j] > 0) {
        float responsibility = logs[j] / sum;
        float distance = weight - means[j];
        sums.count(j, responsibility, distance);
        derivative += responsibility * precisions[j] * distance;
      }
    }
    return derivative;
  }
}

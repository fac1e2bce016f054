package org.sparsevd.trainer.mixture;

import java.util.Arrays;

/**
 * A few weights at a time under all components. Tables are {@code [component][weight]}. The
 * innermost loops go over weights, do the same to each, and have one index for all arrays. So
 * compilers turn them into vector instructions.
 */
final class MixtureBlock {
  /** The most weights. */
  static final int SIZE = 64;

  /** A component this far below the likeliest, in nats, counts as this far below. */
  private static final float NEGLIGIBLE = -40;

  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** 1.5 * 2^23: a number is rounded to an integer when this is added and taken away. */
  private static final float MAGIC = 12582912f;

  private final int components;
  private final float[] heights;
  private final float[] means;
  private final float[] precisions;
  private final float[] weights = new float[SIZE];
  private final float[] live = new float[SIZE];
  private final float[] most = new float[SIZE];
  private final float[] inverse = new float[SIZE];
  private final float[] derivative = new float[SIZE];
  private final float[] powers = new float[SIZE];
  private final float[][] shares;
  private final float[][] counts;
  private final float[][] distances;
  private final float[][] squares;
  private int count;
  private double loss;

  MixtureBlock(float[] heights, float[] means, float[] precisions) {
    this.components = heights.length;
    this.heights = heights;
    this.means = means;
    this.precisions = precisions;
    this.shares = new float[components][SIZE];
    this.counts = new float[components][SIZE];
    this.distances = new float[components][SIZE];
    this.squares = new float[components][SIZE];
  }

  /** Works out what share each component has in {@code count} weights. */
  void read(float[] from, float[] alive, int first, int count) {
    this.count = count;
    System.arraycopy(from, first, weights, 0, count);
    System.arraycopy(alive, first, live, 0, count);
    Arrays.fill(live, count, SIZE, 0);
    logs();
    Arrays.fill(inverse, 0);
    for (int j = 0; j < components; j++) {
      float[] share = shares[j];
      exponentials(share, most, powers);
      for (int i = 0; i < SIZE; i++) {
        inverse[i] += share[i];
      }
    }
    double product = 1;
    for (int i = 0; i < count; i++) {
      if (live[i] != 0) {
        product *= inverse[i];
        loss += LOG_ROOT_TWO_PI - most[i];
      }
    }
    loss -= Math.log(product);
    for (int i = 0; i < SIZE; i++) {
      inverse[i] = live[i] / inverse[i];
    }
  }

  private void logs() {
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < components; j++) {
      float height = heights[j];
      float mean = means[j];
      float half = -0.5f * precisions[j];
      float[] logs = shares[j];
      for (int i = 0; i < SIZE; i++) {
        float distance = weights[i] - mean;
        float log = height + half * distance * distance;
        logs[i] = log;
        most[i] = Math.max(most[i], log);
      }
    }
  }

  /**
   * Replaces {@link #SIZE} logarithms by {@code exp(log - most)}, at most 2e-6 off, relatively.
   *
   * @param powers room for as many
   */
  static void exponentials(float[] logs, float[] most, float[] powers) {
    for (int i = 0; i < SIZE; i++) {
      float scaled = Math.max(logs[i] - most[i], NEGLIGIBLE) * 1.44269504f;
      float power = scaled + MAGIC - MAGIC;
      float f = scaled - power;
      float p = 0.00015469732f;
      p = p * f + 0.00134004322f;
      p = p * f + 0.0096180256f;
      p = p * f + 0.0555032721f;
      p = p * f + 0.240226512f;
      p = p * f + 0.693147207f;
      logs[i] = p * f + 1;
      powers[i] = power;
    }
    for (int i = 0; i < SIZE; i++) {
      logs[i] *= Float.intBitsToFloat((int) powers[i] + 127 << 23);
    }
  }

  /** Adds {@code scale * d(-log p(w))/dw} to the gradients, and counts the weights. */
  void add(float scale, float[] gradient, int from) {
    Arrays.fill(derivative, 0);
    for (int j = 0; j < components; j++) {
      float mean = means[j];
      float precision = precisions[j];
      float[] share = shares[j];
      float[] responsibility = counts[j];
      float[] first = distances[j];
      float[] second = squares[j];
      for (int i = 0; i < SIZE; i++) {
        float part = share[i] * inverse[i];
        float distance = weights[i] - mean;
        float moment = part * distance;
        responsibility[i] += part;
        first[i] += moment;
        second[i] += moment * distance;
        derivative[i] += precision * moment;
      }
    }
    for (int i = 0; i < count; i++) {
      gradient[from + i] += scale * derivative[i];
    }
  }

  /** Adds all that was counted. */
  void sum(MixtureStatistics sums) {
    sums.addLoss(loss);
    for (int j = 0; j < components; j++) {
      for (int i = 0; i < SIZE; i++) {
        sums.count(j, counts[j][i], distances[j][i], squares[j][i]);
      }
    }
  }
}

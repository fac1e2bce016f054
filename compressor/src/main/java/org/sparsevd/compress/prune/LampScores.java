package org.sparsevd.compress.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of what a layer still has goes with a weight: its square, divided by the sum of the
 * squares of all weights of the layer that are not smaller (J. Lee et al., "Layer-adaptive sparsity
 * for the magnitude-based pruning", ICLR 2021, equation 6). Scores compare between layers of any
 * scale and size, and the largest of each layer is 1, so that no layer is emptied.
 */
final class LampScores {
  /** Per layer the scores of its weights, ascending. */
  private final Map<String, float[]> scores = new LinkedHashMap<>();

  private final long total;

  /**
   * The scores of weights of these magnitudes.
   *
   * @param layers by name; signs do not matter
   */
  LampScores(Map<String, float[]> layers) {
    long sum = 0;
    for (Map.Entry<String, float[]> layer : layers.entrySet()) {
      float[] of = scores(layer.getValue());
      scores.put(layer.getKey(), of);
      sum += of.length;
    }
    total = sum;
  }

  static float[] ascendingMagnitudes(float[] weights) {
    float[] magnitudes = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      magnitudes[i] = Math.abs(weights[i]);
    }
    Arrays.sort(magnitudes);
    return magnitudes;
  }

  private static float[] scores(float[] weights) {
    float[] scores = ascendingMagnitudes(weights);
    double rest = 0;
    float bound = 1;
    for (int i = scores.length - 1; i >= 0; i--) {
      double square = (double) scores[i] * scores[i];
      rest += square;
      // Rounding must not disturb the order.
      bound = square == 0 ? 0 : Math.min(bound, (float) (square / rest));
      scores[i] = bound;
    }
    return scores;
  }

  /** How many weights of each layer have the smallest scores: this share of all, rounded down. */
  Map<String, Integer> zeros(double sparsity) {
    long wanted = Math.min((long) (sparsity * total), total - scores.size());
    // The bits of floats from 0 to 1 ascend with their values.
    int low = 0;
    int high = Float.floatToRawIntBits(1);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (countUpTo(Float.intBitsToFloat(middle)) >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    float threshold = Float.intBitsToFloat(low);
    long excess = countUpTo(threshold) - wanted;
    Map<String, Integer> zeros = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(scores.keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      float[] ascending = scores.get(names.get(i));
      int count = countUpTo(ascending, threshold);
      int equal = count - countUpTo(ascending, Math.nextDown(threshold));
      int back = (int) Math.min(excess, equal);
      excess -= back;
      zeros.put(names.get(i), Math.min(count - back, ascending.length - 1));
    }
    return zeros;
  }

  private long countUpTo(float threshold) {
    long count = 0;
    for (float[] ascending : scores.values()) {
      count += countUpTo(ascending, threshold);
    }
    return count;
  }

  /** Values at or below the threshold. */
  private static int countUpTo(float[] ascending, float threshold) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= threshold) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

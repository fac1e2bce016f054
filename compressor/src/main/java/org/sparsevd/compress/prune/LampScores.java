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

  /** Per layer what a weight costs, over the least cost. */
  private final Map<String, Double> costs = new LinkedHashMap<>();

  /**
   * The scores of weights of these magnitudes.
   *
   * @param layers by name; signs do not matter
   */
  LampScores(Map<String, float[]> layers) {
    this(layers, WeightCosts.EQUAL);
  }

  /** The same over what a weight costs: where it costs more, it has to matter more. */
  LampScores(Map<String, float[]> layers, WeightCosts weightCosts) {
    double least = layers.keySet().stream().mapToDouble(weightCosts::of).min().orElse(1);
    layers.forEach(
        (name, values) -> {
          double cost = weightCosts.of(name) / least;
          float[] of = scores(values);
          for (int i = 0; cost != 1 && i < of.length; i++) {
            of[i] /= (float) cost;
          }
          scores.put(name, of);
          costs.put(name, cost);
        });
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

  /**
   * How many weights of each layer have the smallest scores: those that make this share of the cost
   * of all, rounded down. Each layer keeps one.
   */
  Map<String, Integer> zeros(double sparsity) {
    double total = 0;
    double kept = 0;
    for (Map.Entry<String, float[]> layer : scores.entrySet()) {
      total += costs.get(layer.getKey()) * layer.getValue().length;
      kept += costs.get(layer.getKey());
    }
    double wanted = Math.min(Math.floor(sparsity * total), total - kept);
    // The bits of floats from 0 to 1 ascend with their values.
    int low = 0;
    int high = Float.floatToRawIntBits(1);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (costUpTo(Float.intBitsToFloat(middle)) >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    float threshold = Float.intBitsToFloat(low);
    double excess = costUpTo(threshold) - wanted;
    Map<String, Integer> zeros = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(scores.keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      float[] ascending = scores.get(names.get(i));
      double cost = costs.get(names.get(i));
      int count = countUpTo(ascending, threshold);
      int equal = count - countUpTo(ascending, Math.nextDown(threshold));
      int back = (int) Math.min(excess / cost, equal);
      excess -= back * cost;
      zeros.put(names.get(i), Math.min(count - back, ascending.length - 1));
    }
    return zeros;
  }

  private double costUpTo(float threshold) {
    double cost = 0;
    for (Map.Entry<String, float[]> layer : scores.entrySet()) {
      cost += costs.get(layer.getKey()) * countUpTo(layer.getValue(), threshold);
    }
    return cost;
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

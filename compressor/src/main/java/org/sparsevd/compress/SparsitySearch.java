package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Tensor;

/**
 * Chooses how sparse each layer may become while the error stays within a bound: first by halving
 * intervals of the sparsity of {@link MagnitudePruning#global}, then by taking more from layer
 * after layer, the one with most weights left first, as long as the error allows.
 *
 * <p>Each layer costs one evaluation or a few, so a measure should take seconds at most.
 *
 * @param measure of the error, in percent
 * @param maxIncrease by how many percentage points the error may rise above the unpruned model's
 */
public record SparsitySearch(ErrorMeasure measure, double maxIncrease) {
  private static final int HALVINGS = 7;

  /** What a layer keeps of its weights in one step of the second part. */
  private static final double KEEP = 0.75;

  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is negative or no number
   */
  public SparsitySearch {
    if (!(maxIncrease >= 0)) {
      throw new IllegalArgumentException(
          "the error's increase must be at least 0, found " + maxIncrease);
    }
  }

  /**
   * The pruning that was found.
   *
   * @param sparsity largest share of zeros, 0 up to but not including 1
   */
  public MagnitudePruning find(Model model, double sparsity) {
    double limit = measure.percent(model) + maxIncrease;
    MagnitudePruning most = MagnitudePruning.global(model, sparsity);
    if (fits(model, most, limit)) {
      return most;
    }
    // Equal steps of what is kept, in ratio: from all to what the largest sparsity leaves.
    double dense = 0;
    double sparse = Math.log(1 - sparsity);
    MagnitudePruning best = new MagnitudePruning(Map.of());
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (dense + sparse) / 2;
      MagnitudePruning next = MagnitudePruning.global(model, 1 - Math.exp(middle));
      if (fits(model, next, limit)) {
        dense = middle;
        best = next;
      } else {
        sparse = middle;
      }
    }
    return refine(model, best, limit, most);
  }

  private boolean fits(Model model, MagnitudePruning pruning, double limit) {
    return measure.percent(pruning.apply(model)) <= limit;
  }

  private MagnitudePruning refine(
      Model model, MagnitudePruning start, double limit, MagnitudePruning most) {
    Map<String, Tensor> layers = MagnitudePruning.layers(model);
    Map<String, Integer> zeros = new LinkedHashMap<>(start.zeros());
    layers.forEach((name, weight) -> zeros.putIfAbsent(name, size(weight) - weight.nonZeros()));
    long spare = sum(most.zeros()) - sum(zeros);
    List<String> order = new ArrayList<>(layers.keySet());
    order.sort(Comparator.comparingInt(name -> zeros.get(name) - size(layers.get(name))));
    for (String name : order) {
      int left = size(layers.get(name)) - zeros.get(name);
      while (left > 1) {
        int more = (int) Math.min(spare, left - (long) (KEEP * left));
        Map<String, Integer> next = new LinkedHashMap<>(zeros);
        next.merge(name, more, Integer::sum);
        if (more == 0 || !fits(model, new MagnitudePruning(next), limit)) {
          break;
        }
        zeros.putAll(next);
        spare -= more;
        left -= more;
      }
    }
    return new MagnitudePruning(zeros);
  }

  private static int size(Tensor weight) {
    return weight.shape().size();
  }

  private static long sum(Map<String, Integer> zeros) {
    return zeros.values().stream().mapToLong(Integer::longValue).sum();
  }
}

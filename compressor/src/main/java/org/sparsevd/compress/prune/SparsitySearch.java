package org.sparsevd.compress.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Tensor;

/**
 * {@link LeastSquaresPruning} that chooses how sparse each layer becomes while the error on
 * calibration data stays within a bound. First it halves intervals of the sparsity of all layers
 * together. Then it takes more from layer after layer, as long as the error allows; the one whose
 * weights cost most comes first.
 */
public final class SparsitySearch implements Pass {
  private static final int HALVINGS = 6;

  /** What a layer keeps of its weights in one step of the second part. */
  private static final double KEEP = 0.7;

  private final Calibration calibration;
  private final double maxIncrease;
  private final double sparsity;
  private final WeightCosts costs;

  /** What is known already, by the share that all layers together keep. */
  private final Map<Double, Tried> tried;

  /** A pruned model and its error, in percent. */
  private record Tried(Model model, double error) {}

  /**
   * A search.
   *
   * @param calibration what to prune and to measure by
   * @param maxIncrease by how many percentage points the error may rise above the unpruned model's
   * @param sparsity largest share of zeros, 0 up to but not including 1
   * @throws IllegalArgumentException if one is out of its range
   */
  public SparsitySearch(Calibration calibration, double maxIncrease, double sparsity) {
    this(calibration, maxIncrease, sparsity, WeightCosts.EQUAL);
  }

  /** The same where weights cost this much: sparsity is a share of the cost. */
  public SparsitySearch(
      Calibration calibration, double maxIncrease, double sparsity, WeightCosts costs) {
    this(calibration, maxIncrease, sparsity, costs, new HashMap<>());
  }

  private SparsitySearch(
      Calibration calibration,
      double maxIncrease,
      double sparsity,
      WeightCosts costs,
      Map<Double, Tried> tried) {
    MagnitudePruning.check(sparsity);
    if (!(maxIncrease >= 0)) {
      throw new IllegalArgumentException(
          "the error's increase must be at least 0, found " + maxIncrease);
    }
    this.calibration = calibration;
    this.maxIncrease = maxIncrease;
    this.sparsity = sparsity;
    this.costs = costs;
    this.tried = tried;
  }

  /** A search within another increase, for the same model: what was tried is not tried again. */
  public SparsitySearch within(double increase) {
    return new SparsitySearch(calibration, increase, sparsity, costs, tried);
  }

  @Override
  public String name() {
    return "prune by least squares within an error of " + maxIncrease + " points";
  }

  @Override
  public Model apply(Model model) {
    double limit = calibration.score(model).errorPercent() + maxIncrease;
    LampScores scores = LeastSquaresPruning.globalZeros(model, calibration, costs);
    // Equal steps of the share that is kept, in ratio: from all to what the largest sparsity
    // leaves.
    double dense = 0;
    double sparse = Math.log(1 - sparsity);
    Tried most = tried(model, scores, sparse);
    if (most.error() <= limit) {
      return most.model();
    }
    Model best = model;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (dense + sparse) / 2;
      Tried next = tried(model, scores, middle);
      if (next.error() <= limit) {
        dense = middle;
        best = next.model();
      } else {
        sparse = middle;
      }
    }
    return refine(best, limit, zeros(most.model()).values().stream().mapToLong(z -> z).sum());
  }

  private Tried tried(Model model, LampScores scores, double logKept) {
    return tried.computeIfAbsent(
        logKept,
        key -> {
          boolean most = logKept == Math.log(1 - sparsity);
          Model pruned = prune(model, scores.zeros(most ? sparsity : 1 - Math.exp(logKept)));
          return new Tried(pruned, calibration.score(pruned).errorPercent());
        });
  }

  private boolean fits(Model model, double limit) {
    return calibration.score(model).errorPercent() <= limit;
  }

  private Model prune(Model model, Map<String, Integer> zeros) {
    return LeastSquaresPruning.of(zeros, calibration).apply(model);
  }

  private static Map<String, Integer> zeros(Model model) {
    Map<String, Integer> zeros = new LinkedHashMap<>();
    model
        .weights()
        .forEach((name, weight) -> zeros.put(name, weight.shape().size() - weight.nonZeros()));
    return zeros;
  }

  private Model refine(Model start, double limit, long mostZeros) {
    Model best = start;
    Map<String, Tensor> layers = start.weights();
    List<String> order = new ArrayList<>(layers.keySet());
    order.sort(Comparator.comparingDouble(name -> -costs.of(name) * layers.get(name).nonZeros()));
    for (String name : order) {
      for (boolean goOn = true; goOn; ) {
        Map<String, Integer> now = zeros(best);
        long spare = mostZeros - now.values().stream().mapToLong(z -> z).sum();
        int left = layers.get(name).shape().size() - now.get(name);
        int more = (int) Math.min(spare, left - (long) Math.ceil(KEEP * left));
        Model next = more > 0 ? prune(best, Map.of(name, now.get(name) + more)) : best;
        goOn = more > 0 && fits(next, limit);
        best = goOn ? next : best;
      }
    }
    return best;
  }

  @Override
  public String effect(Model before, Model after) {
    return PruningEffect.of(before, after);
  }
}

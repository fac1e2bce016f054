package org.sparsevd.compress.prune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.compress.moments.WalkedInputs;
import org.sparsevd.compress.solve.Block;
import org.sparsevd.compress.solve.LayerSolver;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Sets weights to zero by how much the outputs of their layer miss them on calibration data, and
 * moves the weights that stay, so that the outputs change least: what pruning by magnitude loses is
 * mostly made up for.
 *
 * <p>A weight {@code w_i} matters by {@code |w_i| / sqrt((H^-1)_ii)} ({@link LayerSolver#costs}):
 * by what is lost without it when all others make up for it. So of inputs that are nearly alike,
 * one is enough. Layer after layer in the model's order, on the inputs that the pruned layers
 * before it give, the weakest go in a few rounds, after each of which the rest is the least-squares
 * solution of {@link RowFit}; a wide layer's blocks of columns one after the other. Layers of which
 * nobody knows what they read are pruned by magnitude.
 */
public final class LeastSquaresPruning implements Pass {
  private final Selection selection;
  private final Calibration calibration;

  private LeastSquaresPruning(Selection selection, Calibration calibration) {
    this.selection = selection;
    this.calibration = calibration;
  }

  /** Which weights stay. */
  private interface Selection {
    /** Counts of zeros by layer, for those that counts decide on. */
    Map<String, Integer> counts(Model model);

    /** How often a layer is fitted. */
    int rounds();

    /**
     * Sets the least values to zero.
     *
     * @param zeros so many in all, unless the pattern says how many
     */
    void apply(WeightView view, int zeros, float[] values);
  }

  /** So many weights of each layer, the least important ones, in rounds. */
  private interface Counted extends Selection {
    @Override
    default int rounds() {
      return 8;
    }

    @Override
    default void apply(WeightView view, int zeros, float[] values) {
      float[] pruned = MagnitudePruning.pruned(values, zeros);
      System.arraycopy(pruned, 0, values, 0, values.length);
    }
  }

  /** Counts as {@link MagnitudePruning#MagnitudePruning} has them. */
  static LeastSquaresPruning of(Map<String, Integer> zeros, Calibration calibration) {
    return new LeastSquaresPruning((Counted) model -> zeros, calibration);
  }

  /**
   * A share of zeros over all layers together, split by {@link LampScores} of the weights'
   * importance.
   *
   * @param sparsity share of zeros, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static LeastSquaresPruning global(double sparsity, Calibration calibration) {
    return global(sparsity, calibration, WeightCosts.EQUAL);
  }

  /**
   * The same, of a share of what all weights cost.
   *
   * @param sparsity share of the cost, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static LeastSquaresPruning global(
      double sparsity, Calibration calibration, WeightCosts costs) {
    MagnitudePruning.check(sparsity);
    return new LeastSquaresPruning(
        (Counted) model -> globalZeros(model, calibration, costs).zeros(sparsity), calibration);
  }

  /**
   * The same share of zeros in every layer.
   *
   * @param sparsity share of zeros, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static LeastSquaresPruning layerwise(double sparsity, Calibration calibration) {
    MagnitudePruning.check(sparsity);
    return new LeastSquaresPruning(
        (Counted) model -> MagnitudePruning.layerwise(model, sparsity).zeros(), calibration);
  }

  /** The pattern N:M. */
  public static LeastSquaresPruning groups(GroupPruning pattern, Calibration calibration) {
    return new LeastSquaresPruning(
        new Selection() {
          @Override
          public Map<String, Integer> counts(Model model) {
            return Map.of();
          }

          @Override
          public int rounds() {
            return 1;
          }

          @Override
          public void apply(WeightView view, int zeros, float[] values) {
            pattern.prune(view, values);
          }
        },
        calibration);
  }

  /** Whole blocks, a share of the weights of all layers that have some. */
  public static LeastSquaresPruning blocks(
      WeightBlock block, double sparsity, Calibration calibration) {
    return blocks(block, sparsity, calibration, WeightCosts.EQUAL);
  }

  /**
   * Whole blocks, a share of what weights cost over all layers that have some.
   *
   * @param sparsity share of the cost, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static LeastSquaresPruning blocks(
      WeightBlock block, double sparsity, Calibration calibration, WeightCosts costs) {
    MagnitudePruning.check(sparsity);
    return new LeastSquaresPruning(
        new Counted() {
          @Override
          public Map<String, Integer> counts(Model model) {
            return scores(model, calibration, costs, block::pooled, WeightBlock::fits)
                .zeros(sparsity);
          }

          @Override
          public void apply(WeightView view, int zeros, float[] values) {
            block.prune(view, values, zeros);
          }
        },
        calibration);
  }

  /** The scores of all weights by their importance. */
  static LampScores globalZeros(Model model, Calibration calibration, WeightCosts costs) {
    return scores(model, calibration, costs, (view, importance) -> importance, view -> true);
  }

  private static LampScores scores(
      Model model,
      Calibration calibration,
      WeightCosts weightCosts,
      BiFunction<WeightView, float[], float[]> pooled,
      Predicate<WeightView> takes) {
    Map<String, float[]> importance = new LinkedHashMap<>();
    WalkedInputs walk = new WalkedInputs(calibration);
    layers(model)
        .forEach(
            (name, weight) -> {
              WeightView view = WeightView.of(weight.layer().orElseThrow());
              if (takes.test(view)) {
                double[][] costs = walk.at(model, weight).map(LayerSolver::costs).orElse(null);
                float[] own = importance(view, view.weight(), costs);
                importance.put(name, pooled.apply(view, own));
              }
            });
    return new LampScores(importance, weightCosts);
  }

  /** What is multiplied with inputs, by the names of {@link WeightTensors}. */
  private static Map<String, WeightTensor> layers(Model model) {
    Map<String, WeightTensor> layers = WeightTensors.of(model);
    layers.values().removeIf(weight -> weight.layer().isEmpty());
    return layers;
  }

  /**
   * How much weights matter.
   *
   * @param costs of errors by group and column; null for none
   */
  private static float[] importance(WeightView view, float[] weight, double[][] costs) {
    float[] importance = weight.clone();
    for (int i = 0; costs != null && i < importance.length; i++) {
      int group = i / view.columns() / view.rowsPerGroup();
      importance[i] *= (float) Math.sqrt(costs[group][i % view.columns()]);
    }
    return importance;
  }

  @Override
  public String name() {
    return "prune by least squares";
  }

  @Override
  public Model apply(Model model) {
    Map<String, Integer> zeros = selection.counts(model);
    WalkedInputs before = new WalkedInputs(calibration);
    WalkedInputs now = new WalkedInputs(calibration);
    Model pruned = model;
    for (Map.Entry<String, WeightTensor> entry : layers(model).entrySet()) {
      int most = zeros.getOrDefault(entry.getKey(), 0);
      if (zeros.isEmpty() || most > 0) {
        WeightTensor weight = entry.getValue().in(pruned);
        Optional<LayerInputs> had = before.at(model, entry.getValue());
        Optional<LayerInputs> has = pruned == model ? had : now.at(pruned, weight);
        Op.Weighted layer = weight.layer().orElseThrow();
        Op.Weighted fitted = prune(layer, most, had.orElse(null), has.orElse(null));
        Node node = weight.node().with(weight.with(fitted));
        pruned = pruned.mapNodes(old -> old.name().equals(node.name()) ? node : old);
      }
    }
    return pruned;
  }

  private Op.Weighted prune(Op.Weighted layer, int zeros, LayerInputs had, LayerInputs has) {
    if (had == null || has == null) {
      return without(layer, zeros, null);
    }
    LayerSolver solver = new LayerSolver(layer, had, has);
    double[][] costs = LayerSolver.costs(has);
    if (solver.isWide()) {
      return solver.solve(layer, block -> prune(WeightView.of(layer), block, zeros, costs));
    }
    Op.Weighted pruned = layer;
    for (int round = 1; round <= selection.rounds(); round++) {
      boolean last = round == selection.rounds();
      Op.Weighted some = without(pruned, (int) ((long) zeros * round / selection.rounds()), costs);
      pruned = solver.solve(some, block -> RowFit.fit(block, RowFit.moments(block), last));
    }
    return pruned;
  }

  /** The layer without its least weights. */
  private Op.Weighted without(Op.Weighted layer, int zeros, double[][] costs) {
    WeightView view = WeightView.of(layer);
    float[] importance = importance(view, view.weight(), costs);
    boolean[] goes = selected(view, view.weight(), zeros, importance);
    for (int i = 0; i < goes.length; i++) {
      view.weight()[i] = goes[i] ? 0 : view.weight()[i];
    }
    return view.with(layer.bias());
  }

  /**
   * Prunes a block of a wide layer in rounds, so that its moments are needed once. It competes with
   * the whole layer for the zeros that no block before it has taken.
   */
  private void prune(WeightView view, Block block, int zeros, double[][] costs) {
    float[] weight = block.weight();
    float[][] moments = RowFit.moments(block);
    int taken = 0;
    for (float value : weight) {
      taken += value == 0 ? 1 : 0;
    }
    int left = Math.max(0, zeros - taken);
    for (int round = 1; round <= selection.rounds(); round++) {
      int now = taken + (int) ((long) left * round / selection.rounds());
      float[] importance = importance(view, weight, costs);
      keepBefore(block, view.columns(), importance);
      boolean[] goes = selected(view, weight, now, importance);
      for (int row = 0; row < block.rows(); row++) {
        for (int i = 0; i < block.columns(); i++) {
          int at = block.at(row, i);
          weight[at] = goes[at] ? 0 : weight[at];
        }
      }
      RowFit.fit(block, moments, round == selection.rounds());
    }
  }

  /** What blocks before this one have kept stays. */
  private static void keepBefore(Block block, int columns, float[] importance) {
    for (int i = 0; i < block.at(block.rows(), -block.firstColumn()); i++) {
      if (i / columns < block.firstRow() || i % columns < block.firstColumn()) {
        importance[i] = Float.POSITIVE_INFINITY;
      }
    }
  }

  /** Which of these weights go; those that are zero have gone. */
  private boolean[] selected(WeightView view, float[] weight, int zeros, float[] importance) {
    for (int i = 0; i < importance.length; i++) {
      // What an input that is always zero reads has no importance, but it is no zero either.
      importance[i] = weight[i] == 0 ? 0 : Math.max(Math.abs(importance[i]), Float.MIN_VALUE);
    }
    selection.apply(view, zeros, importance);
    boolean[] goes = new boolean[importance.length];
    for (int i = 0; i < goes.length; i++) {
      goes[i] = importance[i] == 0;
    }
    return goes;
  }

  @Override
  public String effect(Model before, Model after) {
    return PruningEffect.of(before, after);
  }
}

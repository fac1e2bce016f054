package org.sparsevd.compress.prune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.compress.solve.LayerSolver;
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
 * solution of {@link RowFit}. Layers of which nobody knows what they read are pruned by magnitude.
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

    /** Sets the values of weights that go in this round, 1 to {@link #rounds}, to zero. */
    void apply(WeightView view, int zeros, int round, float[] values);
  }

  /** So many weights of each layer, the least important ones, in rounds. */
  private interface Counted extends Selection {
    @Override
    default int rounds() {
      return 8;
    }

    @Override
    default void apply(WeightView view, int zeros, int round, float[] values) {
      remove(view, values, (int) ((long) zeros * round / rounds()));
    }

    /** Sets the least values to zero, so that this many are. */
    default void remove(WeightView view, float[] values, int zeros) {
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
    MagnitudePruning.check(sparsity);
    return new LeastSquaresPruning(
        (Counted) model -> globalZeros(model, calibration).zeros(sparsity), calibration);
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
          public void apply(WeightView view, int zeros, int round, float[] values) {
            pattern.prune(view, values);
          }
        },
        calibration);
  }

  /**
   * Whole blocks, a share of zeros over all layers that have some.
   *
   * @param sparsity share of zeros, 0 up to but not including 1
   * @throws IllegalArgumentException if the sparsity is outside that range
   */
  public static LeastSquaresPruning blocks(
      WeightBlock block, double sparsity, Calibration calibration) {
    MagnitudePruning.check(sparsity);
    return new LeastSquaresPruning(
        new Counted() {
          @Override
          public Map<String, Integer> counts(Model model) {
            return scores(model, calibration, block::pooled, WeightBlock::fits).zeros(sparsity);
          }

          @Override
          public void remove(WeightView view, float[] values, int zeros) {
            block.prune(view, values, zeros);
          }
        },
        calibration);
  }

  /** The scores of all weights by their importance. */
  static LampScores globalZeros(Model model, Calibration calibration) {
    return scores(model, calibration, (view, importance) -> importance, view -> true);
  }

  private static LampScores scores(
      Model model,
      Calibration calibration,
      BiFunction<WeightView, float[], float[]> pooled,
      Predicate<WeightView> takes) {
    Map<String, float[]> importance = new LinkedHashMap<>();
    Walk walk = calibration.walk();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer && takes.test(WeightView.of(layer))) {
        WeightView view = WeightView.of(layer);
        LayerInputs inputs = inputs(model, node, walk, calibration);
        double[][] costs = inputs == null ? null : LayerSolver.costs(inputs);
        float[] own = importance(view, view.weight(), costs);
        importance.put(node.name(), pooled.apply(view, own));
      }
    }
    return new LampScores(importance);
  }

  /** What a layer reads; null where it is not known. */
  private static LayerInputs inputs(Model model, Node node, Walk walk, Calibration calibration) {
    List<Walk.Seen> seen = walk.to(model, node.inputs().get(0));
    Op.Weighted layer = (Op.Weighted) node.op();
    return LayerInputs.isKnown(layer, seen)
        ? LayerInputs.of(layer, seen, calibration.places())
        : null;
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
    Walk before = calibration.walk();
    Walk now = calibration.walk();
    Model pruned = model;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer
          && (zeros.isEmpty() || zeros.getOrDefault(node.name(), 0) > 0)) {
        LayerInputs had = inputs(model, node, before, calibration);
        LayerInputs has = pruned == model ? had : inputs(pruned, node, now, calibration);
        Op.Weighted fitted = prune(layer, zeros.getOrDefault(node.name(), 0), had, has);
        pruned = pruned.mapNodes(old -> old.name().equals(node.name()) ? old.with(fitted) : old);
      }
    }
    return pruned;
  }

  private Op.Weighted prune(Op.Weighted layer, int zeros, LayerInputs had, LayerInputs has) {
    if (has == null) {
      return select(layer, zeros, selection.rounds(), null);
    }
    LayerSolver solver = new LayerSolver(layer, had, has);
    double[][] costs = LayerSolver.costs(has);
    Op.Weighted pruned = layer;
    for (int round = 1; round <= selection.rounds(); round++) {
      Op.Weighted selected = select(pruned, zeros, round, costs);
      boolean last = round == selection.rounds();
      pruned = solver.solve(selected, block -> RowFit.fit(block, last));
    }
    return pruned;
  }

  /** The layer with some of its weights set to zero. */
  private Op.Weighted select(Op.Weighted layer, int zeros, int round, double[][] costs) {
    WeightView view = WeightView.of(layer);
    float[] weight = view.weight();
    float[] importance = importance(view, weight, costs);
    for (int i = 0; i < importance.length; i++) {
      // What an input that is always zero reads has no importance, but it is no zero either.
      importance[i] = weight[i] == 0 ? 0 : Math.max(Math.abs(importance[i]), Float.MIN_VALUE);
    }
    selection.apply(view, zeros, round, importance);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = importance[i] == 0 ? 0 : weight[i];
    }
    return view.with(layer.bias());
  }

  @Override
  public String effect(Model before, Model after) {
    return PruningEffect.of(before, after);
  }
}

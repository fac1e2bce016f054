package org.sparsevd.compress.quantise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.compress.solve.Frequencies;
import org.sparsevd.compress.solve.LayerSolver;
import org.sparsevd.compress.solve.Rates;
import org.sparsevd.compress.solve.Rounding;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Step;

/**
 * Rounds weights to multiples of steps, so that the outputs of each layer change least on
 * calibration data: {@link Rounding} in the model's order, each layer on what the rounded ones
 * before it give, towards what it gave in the model. What is lost before it is made up for, too.
 *
 * <p>Zeros stay zeros. Biases stay float32, and are corrected. Layers of which it is not known what
 * they read, and tensors that belong to no layer, are rounded value by value.
 */
public final class FittedRounding implements Pass {
  private final String name;
  private final Steps steps;
  private final double trade;
  private final Calibration calibration;
  private final Consumer<String> progress;

  /** The steps of a model's tensors, by their names; those that have none stay. */
  interface Steps {
    Map<String, Step> of(Model model);
  }

  private FittedRounding(
      String name, Steps steps, double trade, Calibration calibration, Consumer<String> progress) {
    this.name = name;
    this.steps = steps;
    this.trade = trade;
    this.calibration = calibration;
    this.progress = progress;
  }

  /**
   * Steps as those of {@link RoundWeights}.
   *
   * @param progress is told the layers
   */
  public FittedRounding(int bits, Calibration calibration, Consumer<String> progress) {
    this(
        "round to " + bits + " bits by least squares",
        model -> new RoundWeights(bits, true).steps(model),
        0,
        calibration,
        progress);
  }

  /**
   * These steps.
   *
   * @param steps by the names of {@link WeightTensors}
   * @param trade as {@link Rounding} has it
   */
  static FittedRounding of(
      Map<String, Step> steps, double trade, Calibration calibration, Consumer<String> progress) {
    return new FittedRounding(
        "round by least squares", model -> steps, trade, calibration, progress);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Model apply(Model model) {
    Map<String, Step> of = steps.of(model);
    Map<String, WeightTensor> weights = WeightTensors.of(model);
    Model rounded = RoundWeights.apply(model, of, (n, weight) -> !weight.isLayer());
    Walk before = calibration.walk();
    Walk now = calibration.walk();
    for (Map.Entry<String, WeightTensor> entry : weights.entrySet()) {
      Step step = of.get(entry.getKey());
      if (entry.getValue().isLayer() && step != null) {
        Node node = entry.getValue().node();
        progress.accept("rounding " + node.name());
        String input = node.inputs().get(0);
        List<Walk.Seen> had = before.to(model, input);
        List<Walk.Seen> has = rounded == model ? had : now.to(rounded, input);
        Node fitted = fitted(node, had, has, step);
        rounded = rounded.mapNodes(old -> old.name().equals(node.name()) ? fitted : old);
      }
    }
    return rounded;
  }

  private Node fitted(Node node, List<Walk.Seen> had, List<Walk.Seen> has, Step step) {
    Op.Weighted layer = (Op.Weighted) node.op();
    if (!LayerInputs.isKnown(layer, has)) {
      Optional<WeightTensors.Replaced> nearest = RoundWeights.rounded(layer.weight(), step);
      return node.with(layer.with(nearest.orElseThrow().tensor(), layer.bias()), Map.of(0, step));
    }
    LayerInputs before = LayerInputs.of(layer, had, calibration.places());
    LayerInputs now = had == has ? before : LayerInputs.of(layer, has, calibration.places());
    Map<Integer, Step> known = new HashMap<>(Map.of(0, step));
    return node.with(fitted(layer, new LayerSolver(layer, before, now), step, trade), known);
  }

  /** A layer rounded; what symbols cost is known only once it was rounded regardless of it. */
  static Op.Weighted fitted(Op.Weighted layer, LayerSolver solver, Step step, double trade) {
    double size = step.size();
    Op.Weighted rounded = solver.solve(layer, new Rounding(size, 0, Rates.NONE));
    if (trade > 0) {
      Rates rates = Frequencies.of(rounded.weight().toArray(), size);
      rounded = solver.solve(layer, new Rounding(size, trade, rates));
    }
    return rounded;
  }

  @Override
  public String effect(Model before, Model after) {
    return RoundWeights.count(after);
  }
}

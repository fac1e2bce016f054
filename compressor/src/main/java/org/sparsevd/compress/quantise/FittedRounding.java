package org.sparsevd.compress.quantise;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparsevd.codec.TabledTensor;
import org.sparsevd.codec.tabled.TabledRates;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.compress.moments.WalkedInputs;
import org.sparsevd.compress.solve.Frequencies;
import org.sparsevd.compress.solve.LayerSolver;
import org.sparsevd.compress.solve.Rates;
import org.sparsevd.compress.solve.Rounding;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * Rounds weights to multiples of steps, so that the outputs of each layer change least on
 * calibration data: {@link Rounding} in the model's order, each layer on what the rounded ones
 * before it give, towards what it gave in the model. What is lost before it is made up for, too.
 *
 * <p>Zeros stay zeros. Biases are corrected; with a trade they have fine steps, else they stay
 * float32. Layers of which it is not known what they read, and tensors that belong to no layer, are
 * rounded value by value.
 */
public final class FittedRounding implements Pass {
  /**
   * Of what a step of the weights is to an output, the step of its bias: an error in a bias is one
   * among as many as there are columns.
   */
  private static final double BIAS_STEP = 0.25;

  /** Biases of more steps stay float32. */
  private static final int MOST_SYMBOL = 1 << 14;

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
    Model rounded =
        WeightTensors.map(
            model,
            (name, weight) ->
                weight.isLayer() || !of.containsKey(name)
                    ? Optional.empty()
                    : alone(weight, of.get(name), trade));
    WalkedInputs before = new WalkedInputs(calibration);
    WalkedInputs now = new WalkedInputs(calibration);
    for (Map.Entry<String, WeightTensor> entry : weights.entrySet()) {
      Step step = of.get(entry.getKey());
      if (entry.getValue().isLayer() && step != null) {
        Node node = entry.getValue().node();
        progress.accept("rounding " + node.name());
        Optional<LayerInputs> had = before.at(model, node);
        Optional<LayerInputs> has = rounded == model ? had : now.at(rounded, node);
        Node fitted = fitted(node, had, has, step);
        rounded = rounded.mapNodes(old -> old.name().equals(node.name()) ? fitted : old);
      }
    }
    return rounded;
  }

  private Node fitted(Node node, Optional<LayerInputs> had, Optional<LayerInputs> has, Step step) {
    Op.Weighted layer = (Op.Weighted) node.op();
    Map<Integer, Step> known = new HashMap<>(Map.of(0, step));
    if (had.isEmpty() || has.isEmpty()) {
      Optional<WeightTensors.Replaced> nearest = RoundWeights.rounded(layer.weight(), step);
      return node.with(layer.with(nearest.orElseThrow().tensor(), layer.bias()), known);
    }
    LayerSolver solver = new LayerSolver(layer, had.get(), has.get());
    Op.Weighted fitted = fitted(layer, solver, step, trade);
    double size = BIAS_STEP * step.size() * Math.sqrt(has.get().meanSquare());
    if (trade > 0 && size > 0 && largest(fitted.bias()) < size * MOST_SYMBOL) {
      Step own = Step.nearest(size);
      known.put(1, own);
      fitted = fitted.with(fitted.weight(), rounded(fitted.bias(), own.size()));
    }
    return node.with(fitted, known);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static float[] rounded(float[] bias, float step) {
    float[] rounded = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      rounded[i] = LayerQuantiser.symbol(bias[i] / step) * step;
    }
    return rounded;
  }

  /** A layer rounded; what symbols cost is known only once it was rounded regardless of it. */
  static Op.Weighted fitted(Op.Weighted layer, LayerSolver solver, Step step, double trade) {
    double size = step.size();
    Op.Weighted rounded = solver.solve(layer, new Rounding(size, 0, Rates.NONE));
    if (trade > 0) {
      rounded = solver.solve(layer, new Rounding(size, trade, rates(rounded.weight(), size)));
    }
    return rounded;
  }

  /** A tensor of which no layer's inputs tell how much each value matters: all matter alike. */
  static Optional<WeightTensors.Replaced> alone(WeightTensor weight, Step step, double trade) {
    WeightTensors.Replaced nearest = RoundWeights.rounded(weight.tensor(), step).orElseThrow();
    if (trade == 0) {
      return Optional.of(nearest);
    }
    double size = step.size();
    float[] values = weight.tensor().toArray();
    int[] symbols = symbols(nearest.tensor().toArray(), size);
    Rates rates = rates(new DenseTensor(weight.matrix().shape(), nearest.tensor().toArray()), size);
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = cheapest(values[i] / size, symbols[i], i, rates, trade) * step.size();
    }
    DenseTensor dense = new DenseTensor(weight.tensor().shape(), rounded);
    return Optional.of(
        new WeightTensors.Replaced(
            nearest.tensor() instanceof SparseTensor ? SparseTensor.of(dense) : dense,
            Optional.of(step)));
  }

  /** The nearest symbol, or the next one towards zero where that is worth it. */
  private static int cheapest(double exact, int nearest, int place, Rates rates, double trade) {
    int inner = nearest - Integer.signum(nearest);
    double lost = (exact - inner) * (exact - inner) - (exact - nearest) * (exact - nearest);
    double won = rates.nats(place, nearest) - rates.nats(place, inner);
    return lost < trade / 6 * won ? inner : nearest;
  }

  /** What symbols cost in a tensor about like this one. */
  private static Rates rates(Tensor tensor, double step) {
    if (!TabledTensor.isLarge(tensor)) {
      return Frequencies.of(tensor.toArray(), step);
    }
    int[] symbols = symbols(tensor.toArray(), step);
    return TabledRates.of(symbols, tensor.rows(), tensor.columns())::nats;
  }

  private static int[] symbols(float[] values, double step) {
    int[] symbols = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      symbols[i] = LayerQuantiser.symbol(values[i] / step);
    }
    return symbols;
  }

  @Override
  public String effect(Model before, Model after) {
    return RoundWeights.count(after);
  }
}

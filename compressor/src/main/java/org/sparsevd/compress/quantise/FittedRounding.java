package org.sparsevd.compress.quantise;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sparsevd.codec.QuantizedTensor;
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
import org.sparsevd.tensor.Shape;
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
 * rounded value by value. Biases of recurrent layers stay float32.
 */
public final class FittedRounding implements Pass {
  /**
   * Of what a step of the weights is to an output, the step of its bias: an error in a bias is one
   * among as many as there are columns.
   */
  private static final double BIAS_STEP = 0.25;

  /** Of a table whose rows matter differently: its step over that of all rows alike. */
  private static final double FINER = 2;

  /** Symbols and what they cost depend on each other. */
  private static final int PASSES = 3;

  /** Biases of more steps stay float32. */
  private static final int MOST_SYMBOL = 1 << 14;

  private final String name;
  private final Steps steps;
  private final double trade;
  private final Map<String, double[]> uses;
  private final Calibration calibration;
  private final Consumer<String> progress;

  /** The steps of a model's tensors, by their names; those that have none stay. */
  interface Steps {
    Map<String, Step> of(Model model);
  }

  private FittedRounding(
      String name,
      Steps steps,
      double trade,
      Map<String, double[]> uses,
      Calibration calibration,
      Consumer<String> progress) {
    this.name = name;
    this.steps = steps;
    this.trade = trade;
    this.uses = uses;
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
        Map.of(),
        calibration,
        progress);
  }

  /**
   * These steps.
   *
   * @param steps by the names of {@link WeightTensors}
   * @param trade as {@link Rounding} has it
   * @param uses of rows of tables, as {@link TableUse} has them
   */
  static FittedRounding of(
      Map<String, Step> steps,
      double trade,
      Map<String, double[]> uses,
      Calibration calibration,
      Consumer<String> progress) {
    return new FittedRounding(
        "round by least squares", model -> steps, trade, uses, calibration, progress);
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
                weight.layer().isPresent() || !of.containsKey(name)
                    ? Optional.empty()
                    : alone(weight, of.get(name), trade, uses.get(name)));
    WalkedInputs before = new WalkedInputs(calibration);
    WalkedInputs now = new WalkedInputs(calibration);
    for (Map.Entry<String, WeightTensor> entry : weights.entrySet()) {
      WeightTensor weight = entry.getValue();
      Step step = of.get(entry.getKey());
      if (weight.layer().isPresent() && step != null) {
        progress.accept("rounding " + entry.getKey());
        WeightTensor current = weight.in(rounded);
        Optional<LayerInputs> had = before.at(model, weight);
        Optional<LayerInputs> has = rounded == model ? had : now.at(rounded, current);
        Node fitted = fitted(current, had, has, step);
        rounded = rounded.mapNodes(old -> old.name().equals(fitted.name()) ? fitted : old);
      }
    }
    return rounded;
  }

  private Node fitted(
      WeightTensor weight, Optional<LayerInputs> had, Optional<LayerInputs> has, Step step) {
    Node node = weight.node();
    Op.Weighted layer = weight.layer().orElseThrow();
    Map<Integer, Step> known = new HashMap<>(weight.isLayer() ? Map.of() : node.steps());
    known.put(weight.number(), step);
    if (had.isEmpty() || has.isEmpty()) {
      Optional<WeightTensors.Replaced> nearest = RoundWeights.rounded(layer.weight(), step);
      return node.with(
          weight.with(layer.with(nearest.orElseThrow().tensor(), layer.bias())), known);
    }
    LayerSolver solver = new LayerSolver(layer, had.get(), has.get());
    Op.Weighted fitted = fitted(layer, solver, step, trade);
    double size = BIAS_STEP * step.size() * Math.sqrt(has.get().meanSquare());
    boolean biases = trade > 0 && weight.isLayer();
    if (biases && size > 0 && largest(fitted.bias()) < size * MOST_SYMBOL) {
      Step own = Step.nearest(size);
      known.put(1, own);
      fitted = fitted.with(fitted.weight(), rounded(fitted.bias(), own.size()));
    }
    return node.with(weight.with(fitted), known);
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

  /**
   * A tensor of which no layer's inputs tell how much each value matters: all of a row matter
   * alike.
   *
   * @param use weights of rows, 1 on average; null where they are not known
   */
  static Optional<WeightTensors.Replaced> alone(
      WeightTensor weight, Step step, double trade, double[] use) {
    WeightTensors.Replaced nearest = RoundWeights.rounded(weight.tensor(), step).orElseThrow();
    if (trade == 0) {
      return Optional.of(nearest);
    }
    Step own = use == null ? step : Step.nearest(step.size() / FINER);
    double nat = trade / 6 * step.size() * step.size() / own.size() / own.size();
    float[] values = weight.tensor().toArray();
    int[] symbols = symbols(values, own.size());
    Shape lines = weight.matrix().shape();
    int perRow = values.length / (use == null ? 1 : use.length);
    for (int i = 0; use != null && i < symbols.length; i++) {
      int every = every(use[i / perRow]);
      symbols[i] = multiple(values[i] / own.size(), every);
    }
    for (int pass = 0; pass < (use == null ? 1 : PASSES); pass++) {
      Rates rates = rates(new DenseTensor(lines, multiples(symbols, own)), own.size());
      int[] last = symbols;
      int[] next = new int[values.length];
      IntStream.range(0, values.length / perRow)
          .parallel()
          .forEach(
              row -> {
                double counts = use == null ? 1 : use[row];
                int every = use == null ? 1 : every(counts);
                for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                  double exact = (double) values[i] / own.size();
                  next[i] =
                      use == null
                          ? inner(exact, last[i], i, rates, nat)
                          : cheapest(exact, every, i, rates, nat / counts);
                }
              });
      symbols = next;
    }
    DenseTensor dense = new DenseTensor(weight.tensor().shape(), multiples(symbols, own));
    return Optional.of(
        new WeightTensors.Replaced(
            nearest.tensor() instanceof SparseTensor ? SparseTensor.of(dense) : dense,
            Optional.of(own)));
  }

  private static float[] multiples(int[] symbols, Step step) {
    float[] values = new float[symbols.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = symbols[i] * step.size();
    }
    return values;
  }

  /** The nearest symbol, or the next one towards zero where that is worth it. */
  private static int inner(double exact, int nearest, int place, Rates rates, double nat) {
    return nearest == 0
        ? 0
        : better(exact, nearest, nearest - Integer.signum(nearest), place, rates, nat);
  }

  /** A row of little weight takes every second or fourth symbol alone. */
  private static int every(double use) {
    double wanted = FINER / Math.sqrt(use);
    return wanted < Math.sqrt(2) ? 1 : wanted < Math.sqrt(8) ? 2 : 4;
  }

  /** The nearest multiple that is a symbol. */
  private static int multiple(double exact, int every) {
    double most = (QuantizedTensor.LARGEST_SYMBOL - 1) / every;
    return every * (int) Math.rint(Math.max(-most, Math.min(most, exact / every)));
  }

  /** The best symbol from the nearest one to zero, of every so many. */
  private static int cheapest(double exact, int every, int place, Rates rates, double nat) {
    int best = multiple(exact, every);
    for (int symbol = best; symbol != 0; ) {
      symbol -= every * Integer.signum(symbol);
      best = better(exact, best, symbol, place, rates, nat);
    }
    return best;
  }

  private static int better(double exact, int one, int other, int place, Rates rates, double nat) {
    double lost = (exact - other) * (exact - other) - (exact - one) * (exact - one);
    return lost < nat * (rates.nats(place, one) - rates.nats(place, other)) ? other : one;
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

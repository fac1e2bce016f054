package org.sparsevd.compress.int8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Work;
import org.sparsevd.tensor.ElementType;

/**
 * Puts a model into 8 bits (after Jacob and others, "Quantization and training of neural networks
 * for efficient integer-arithmetic-only inference", CVPR 2018): values between layers become
 * levels, weights whole numbers with a scale for each row. Layers go back to float32, the one that
 * hurts most first, until the error is within its bound.
 */
public final class Int8Search {
  /** Numbers of a value by which its levels are chosen. */
  private static final int SAMPLES = 1 << 15;

  /** Multiply-adds that are spent on looking at values, and on telling layers apart. */
  private static final double PRODUCTS_LOOKED_INTO = 1e10;

  private static final double PRODUCTS_RANKED = 2e11;

  private static final int FEWEST_LOOKED_INTO = 12;
  private static final int FEWEST_RANKED = 4;

  private static final double PERCENT = 100;

  private final Model model;
  private final Routes routes;
  private final Calibration calibration;
  private final Consumer<String> progress;
  private final Set<String> eligible = new LinkedHashSet<>();
  private final Map<String, Op.Quantize> levels = new HashMap<>();
  private final Map<String, WholeLayer> layers = new HashMap<>();

  /** Those that were corrected, by the names of their layers. */
  private Map<String, float[]> biases = Map.of();

  /** What becomes of biases of layers in 8 bits. */
  public enum Biases {
    /** They stay, but for rounding. */
    KEPT,
    /**
     * The mean error of each output on the inputs that are looked at is taken out of them, where
     * that brings answers nearer to what they were on the inputs that models are scored on.
     */
    CORRECTED
  }

  private Int8Search(Model model, Calibration calibration, Consumer<String> progress) {
    this.model = model;
    this.routes = new Routes(model);
    this.calibration = calibration;
    this.progress = progress;
  }

  /**
   * A model in 8 bits.
   *
   * @param model with batch normalisation folded into its layers, and no dead units
   * @param calibration by which levels are chosen, and which layers stay as they are
   * @param mostIncrease of its error, in percentage points
   * @param biases what becomes of them
   * @throws IllegalArgumentException if the calibration cannot tell nets apart, or the model is in
   *     8 bits already
   */
  public static Int8Result search(
      Model model,
      Calibration calibration,
      double mostIncrease,
      Biases biases,
      Consumer<String> progress) {
    if (!(mostIncrease >= 0)) {
      throw new IllegalArgumentException(
          "the error's increase must not be negative, found " + mostIncrease);
    }
    if (Op.Quantize.isIn(model)) {
      throw new IllegalArgumentException("the model is in 8 bits already");
    }
    return new Int8Search(EarlyRectifiers.of(model), calibration, progress)
        .run(mostIncrease, biases == Biases.CORRECTED);
  }

  private Int8Result run(double mostIncrease, boolean corrects) {
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer && canRound(node, layer)) {
        eligible.add(node.name());
      }
    }
    chooseLevels();
    Calibration.Score before = calibration.score(model);
    Set<String> chosen = new LinkedHashSet<>(eligible);
    Calibration.Score after = calibration.score(model(chosen));
    if (Double.isInfinite(after.errorPercent())) {
      throw new IllegalArgumentException(
          "the calibration inputs are one, or all have the same answer, so no difference can be"
              + " measured; two that differ are needed");
    }
    double limit = before.errorPercent() + mostIncrease;
    after = corrects ? corrected(chosen, after, limit) : after;
    Map<String, Double> gains = new HashMap<>();
    if (after.errorPercent() > limit) {
      List<String> order = byHarm(gains);
      for (int i = 0; i < order.size() && after.errorPercent() > limit; i++) {
        chosen.remove(order.get(i));
        after = calibration.score(model(chosen));
        progress.accept(
            String.format(
                Locale.ROOT, "%s stays float32: %.2f %%", order.get(i), after.errorPercent()));
      }
    }
    if (corrects && chosen.size() < eligible.size()) {
      after = corrected(chosen, after, limit);
    }
    return new Int8Result(model(chosen), choices(chosen, gains), before, after, !biases.isEmpty());
  }

  /**
   * Corrects biases where that brings answers nearer, and the error stays within the limit.
   *
   * @param had the score of the model as it is
   * @return the score of what it is then
   */
  private Calibration.Score corrected(Set<String> chosen, Calibration.Score had, double limit) {
    progress.accept("looking at what 8 bits add to the mean of each output");
    Map<String, float[]> before = biases;
    biases = meansKept(chosen);
    Calibration.Score has = calibration.score(model(chosen));
    double most = Math.max(limit, had.errorPercent());
    if (has.loss() < had.loss() && has.errorPercent() <= most) {
      return has;
    }
    biases = before;
    return had;
  }

  /**
   * Biases with which each output has the mean that it had, from the first layer to the last, each
   * behind those that are corrected (after Nagel and others, "Data-free quantization through weight
   * equalization and bias correction", ICCV 2019).
   */
  private Map<String, float[]> meansKept(Set<String> chosen) {
    RoundedValues rounded = new RoundedValues(routes, chosen);
    Walk before = calibration.walk();
    Walk now = calibration.walk();
    Map<String, float[]> found = new HashMap<>();
    for (Node node : model.nodes()) {
      String group = chosen.contains(node.name()) ? rounded.levels(node.inputs().get(0)) : null;
      if (group == null) {
        continue;
      }
      Op.Weighted layer = (Op.Weighted) node.op();
      Optional<double[]> wanted = OutputMeans.of(layer, before.to(model, node.name()));
      // Sums in whole numbers: the bias comes behind them.
      Model bytes = model(chosen, found);
      Optional<double[]> sums = OutputMeans.of(layer, now.to(bytes, node.name()));
      if (wanted.isPresent() && sums.isPresent()) {
        float[] scales = layers.get(node.name()).scales(levels.get(group));
        float[] bias = new float[scales.length];
        for (int r = 0; r < bias.length; r++) {
          bias[r] = (float) (wanted.get()[r] - scales[r] * sums.get()[r]);
        }
        found.put(node.name(), bias);
      }
    }
    return found;
  }

  private boolean canRound(Node node, Op.Weighted layer) {
    if (model.type(node.inputs().get(0)) != ElementType.FLOAT) {
      return false;
    }
    for (float value : layer.weight().toArray()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return layer.weight().nonZeros() > 0;
  }

  /** The levels of all values that are rounded where all layers are in 8 bits, or some. */
  private void chooseLevels() {
    RoundedValues all = new RoundedValues(routes, eligible);
    Set<String> either = new LinkedHashSet<>(all.all());
    either.addAll(all.roundedElsewhere());
    List<String> names = List.copyOf(either);
    int most = affordable(PRODUCTS_LOOKED_INTO, FEWEST_LOOKED_INTO);
    Map<String, float[][]> values = calibration.values(model, names, most);
    Map<String, List<float[]>> samples = new LinkedHashMap<>();
    for (String name : names) {
      samples
          .computeIfAbsent(all.group(name), key -> new ArrayList<>())
          .add(samples(name, values.get(name)));
    }
    samples.forEach((group, parts) -> levels.put(group, LevelRange.of(joined(parts))));
    names.forEach(name -> levels.put(name, levels.get(all.group(name))));
  }

  /** How many images this many products are enough for; some at least. */
  private int affordable(double products, int fewest) {
    double each = model.isFixed() ? Math.max(1, Work.of(model).dense()) : 1;
    return (int) Math.max(fewest, Math.min(Integer.MAX_VALUE, products / each));
  }

  /** Some numbers of a value, the smallest and the largest of each input among them. */
  private static float[] samples(String value, float[][] inputs) {
    SplittableRandom random = new SplittableRandom(1);
    int each = Math.max(4, SAMPLES / inputs.length);
    float[] all = new float[each * inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      float[] numbers = inputs[i];
      float low = 0;
      float high = 0;
      for (float number : numbers) {
        if (!Float.isFinite(number)) {
          throw new ArithmeticException("value '" + value + "' is " + number + " for an input");
        }
        low = Math.min(low, number);
        high = Math.max(high, number);
      }
      all[i * each] = low;
      all[i * each + 1] = high;
      for (int k = 2; k < each && numbers.length > 0; k++) {
        all[i * each + k] = numbers[random.nextInt(numbers.length)];
      }
    }
    return all;
  }

  private static float[] joined(List<float[]> parts) {
    int size = parts.stream().mapToInt(part -> part.length).sum();
    float[] all = new float[size];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private Model model(Set<String> chosen) {
    return model(chosen, biases);
  }

  private Model model(Set<String> chosen, Map<String, float[]> otherBiases) {
    RoundedValues rounded = new RoundedValues(routes, chosen);
    Map<String, WholeLayer> whole = new HashMap<>();
    for (Node node : model.nodes()) {
      String group = chosen.contains(node.name()) ? rounded.levels(node.inputs().get(0)) : null;
      if (group != null) {
        whole.put(
            node.name(),
            layers.computeIfAbsent(
                node.name(), name -> WholeLayer.of((Op.Weighted) node.op(), levels.get(group))));
      }
    }
    return new LevelNodes(routes, whole, rounded, levels, otherBiases).all();
  }

  /** Layers in 8 bits, those first without which the outputs differ least. */
  private List<String> byHarm(Map<String, Double> gains) {
    int most = affordable(PRODUCTS_RANKED / eligible.size(), FEWEST_RANKED);
    Calibration some = calibration.scoring(most);
    double all = some.score(model(eligible)).loss();
    for (String layer : eligible) {
      Set<String> others = new LinkedHashSet<>(eligible);
      others.remove(layer);
      gains.put(layer, all - some.score(model(others)).loss());
    }
    List<String> order = new ArrayList<>(eligible);
    order.sort(Comparator.comparing((String layer) -> gains.get(layer)).reversed());
    return order;
  }

  private List<LayerChoice> choices(Set<String> chosen, Map<String, Double> gains) {
    List<LayerChoice> choices = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        WholeLayer whole = layers.get(node.name());
        Op.Quantize read = whole == null ? new Op.Quantize(1, 0) : levels.get(origin(node));
        boolean bytes = whole != null && chosen.contains(node.name());
        choices.add(
            new LayerChoice(
                node.name(),
                bytes,
                read.scale(),
                read.zero(),
                whole == null ? 0 : PERCENT * error(layer, whole),
                gains.getOrDefault(node.name(), 0.0)));
      }
    }
    return choices;
  }

  private String origin(Node node) {
    return routes.origins(node.inputs().get(0)).iterator().next();
  }

  private static double error(Op.Weighted layer, WholeLayer whole) {
    float[] weight = layer.weight().toArray();
    float[] rounded = whole.op().weight().toArray();
    int columns = layer.weight().columns();
    double difference = 0;
    double size = 0;
    for (int i = 0; i < weight.length; i++) {
      double d = (double) rounded[i] * whole.scales()[i / columns] - weight[i];
      difference += d * d;
      size += (double) weight[i] * weight[i];
    }
    return size == 0 ? 0 : Math.sqrt(difference / size);
  }
}

package org.sparsevd.compress.quantise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.codec.CodedSize;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Quantised;
import org.sparsevd.compress.moments.InputMoments;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Step;

/**
 * Finds the steps and rates that make a model small within an increase of its error.
 *
 * <p>All steps start in proportion to the posterior's deviations and grow together until the error
 * would exceed the budget. There, one step or rate after the other is moved where that gains more
 * bytes than it costs in loss, at the exchange rate of the growth before; then all grow or shrink
 * together again.
 */
public final class QuantiserSearch {
  private static final int STRIDE = 4;
  private static final int FINEST = -72;
  private static final int COARSEST = 32;
  private static final int SPAN = 12;
  private static final int ROUNDS = 2;

  /** Nats; smaller differences are noise. */
  private static final double LEAST_LOSS = 1e-7;

  /**
   * A setting and this many that are finer by an eighth of an octave keep the error, on average.
   */
  private static final int FINER = 3;

  private static final double ROUNDING = 1e-9;

  /**
   * Models of more weights than this grow all steps together, and no more; nothing that was tried
   * stays in memory, and its size is not asked for.
   */
  private static final long MOST_WEIGHTS = 50_000;

  private final Model model;
  private final Calibration calibration;
  private final List<Node> layers = new ArrayList<>();
  private final List<LayerQuantiser> quantisers = new ArrayList<>();
  private final List<ColumnLayout> grids = new ArrayList<>();
  private final Map<List<Object>, Layer> known = new HashMap<>();
  private final Map<Layer, Double> bits = new IdentityHashMap<>();
  private final Map<List<Integer>, Trial> trials = new HashMap<>();
  private final Calibration.Score before;
  private final boolean isLarge;

  /** A quantised layer. */
  private record Layer(Op.Weighted op, Step step, Step biasStep, ColumnLayout grid) {
    Node of(Node node) {
      return node.with(op, Map.of(0, step, 1, biasStep));
    }

    CodedSize weight() {
      return CodedSize.of(QuantizedTensor.nearest(op.weight(), step), grid);
    }

    CodedSize bias() {
      return CodedSize.of(
          QuantizedTensor.nearest(Quantise.vector(op.bias()), biasStep), ColumnLayout.NONE);
    }
  }

  /** A setting tried. */
  private record Trial(Setting setting, Calibration.Score score) {}

  private QuantiserSearch(Model model, Deviations deviations, Calibration calibration) {
    this.model = model;
    this.calibration = calibration;
    this.before = calibration.score(model);
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted) {
        ColumnLayout grid = ColumnLayout.of(model, node);
        InputMoments moments = InputMoments.of(model, node, calibration);
        layers.add(node);
        grids.add(grid);
        quantisers.add(new LayerQuantiser(node, grid, deviations.of(node), moments));
      }
    }
    this.isLarge = layers.stream().mapToLong(QuantiserSearch::weights).sum() > MOST_WEIGHTS;
  }

  private static long weights(Node node) {
    return ((Op.Weighted) node.op()).weight().nonZeros();
  }

  /**
   * The smallest quantised model that was found.
   *
   * @param model compressed: without dead units, preprocessing folded
   * @param deviations how precisely its weights have to be kept
   * @param maxErrorIncrease percentage points by which its error on the calibration's images may
   *     exceed the given model's
   */
  public static Quantised search(
      Model model, Deviations deviations, Calibration calibration, double maxErrorIncrease) {
    if (!(maxErrorIncrease >= 0)) {
      throw new IllegalArgumentException(
          "the error's increase must not be negative, found " + maxErrorIncrease);
    }
    UnitOrder order = UnitOrder.byBias(model);
    QuantiserSearch search =
        new QuantiserSearch(order.apply(), deviations.moved(model, order), calibration);
    return search.run(search.before.errorPercent() + maxErrorIncrease);
  }

  private Quantised run(double limit) {
    Trial grown = grown(new Setting(units(), new int[layers.size()]), limit);
    if (grown == null) {
      return new Quantised(model, Map.of(), Map.of(), before, before);
    }
    Trial best = isLarge ? coarser(grown, limit) : grown;
    for (int round = 0; !isLarge && round < ROUNDS; round++) {
      Trial balanced = balanced(best, exchange(best.setting()));
      best = smallest(best, balanced.setting(), limit);
    }
    return result(best);
  }

  /** Bytes that a growth of all steps takes off for the loss that it adds. */
  private double exchange(Setting setting) {
    Trial finer = trial(setting.moved(-2 * STRIDE));
    Trial coarser = trial(setting.moved(2 * STRIDE));
    double loss = coarser.score().loss() - finer.score().loss();
    return (bytes(finer) - bytes(coarser)) / Math.max(LEAST_LOSS, loss);
  }

  private double bytes(Trial trial) {
    double sum = 0;
    for (int i = 0; i < layers.size(); i++) {
      sum +=
          bits.computeIfAbsent(
              layer(trial.setting(), i), l -> l.weight().total() + l.bias().total());
    }
    return sum / 8;
  }

  /**
   * The smallest trial within the limit of all moves of a setting, or the one known before. How
   * many answers are wrong depends on luck: a trial counts only where those that are a little finer
   * keep the limit, too, on average.
   */
  private Trial smallest(Trial known, Setting setting, double limit) {
    for (int by = SPAN; by >= -SPAN; by--) {
      Trial trial = trial(setting.moved(by));
      if (bytes(trial) < bytes(known) && keeps(trial, limit)) {
        return trial;
      }
    }
    return known;
  }

  private boolean keeps(Trial trial, double limit) {
    double sum = trial.score().errorPercent();
    for (int by = 1; by <= FINER && trial.score().errorPercent() <= limit; by++) {
      sum += trial(trial.setting().moved(-by)).score().errorPercent();
    }
    return trial.score().errorPercent() <= limit && sum <= limit * (FINER + 1) + ROUNDING;
  }

  private int[] units() {
    int[] steps = new int[2 * layers.size()];
    for (int i = 0; i < quantisers.size(); i++) {
      steps[2 * i] = Step.nearest(quantisers.get(i).weightUnit()).index();
      steps[2 * i + 1] = Step.nearest(quantisers.get(i).biasUnit()).index();
    }
    return steps;
  }

  /** The coarsest setting within the limit, all steps in proportion; null if there is none. */
  private Trial grown(Setting units, double limit) {
    for (int by = COARSEST; by >= FINEST; by -= STRIDE) {
      Trial trial = trial(units.moved(by));
      if (keeps(trial, limit)) {
        return trial;
      }
    }
    return null;
  }

  /** The coarsest setting within the limit that growth has stepped over. */
  private Trial coarser(Trial grown, double limit) {
    for (int by = STRIDE - 1; by > 0; by--) {
      Trial trial = trial(grown.setting().moved(by));
      if (keeps(trial, limit)) {
        return trial;
      }
    }
    return grown;
  }

  /** Moves single steps and rates where bytes plus loss, at this exchange rate, decrease. */
  private Trial balanced(Trial start, double exchange) {
    Trial best = start;
    for (int by : new int[] {STRIDE, -STRIDE, STRIDE / 2, -STRIDE / 2}) {
      for (int layer = 0; layer < layers.size(); layer++) {
        best = better(best, trial(best.setting().movedWeight(layer, by)), exchange);
        best = better(best, trial(best.setting().movedBias(layer, by)), exchange);
        best = better(best, trial(best.setting().movedRate(layer, 2 * by)), exchange);
      }
    }
    return best;
  }

  private Trial better(Trial one, Trial other, double exchange) {
    double bytes = bytes(other) - bytes(one);
    double loss = other.score().loss() - one.score().loss();
    return bytes + exchange * loss < 0 ? other : one;
  }

  private Trial trial(Setting setting) {
    return trials.computeIfAbsent(setting.key(), key -> newTrial(setting));
  }

  private Trial newTrial(Setting setting) {
    if (isLarge) {
      known.clear();
    }
    return new Trial(setting, calibration.score(quantised(setting)));
  }

  private Model quantised(Setting setting) {
    return model.mapNodes(
        node -> {
          int i = layers.indexOf(node);
          return i < 0 ? node : layer(setting, i).of(node);
        });
  }

  private Layer layer(Setting setting, int i) {
    Step step = setting.weightStep(i);
    Step biasStep = setting.biasStep(i);
    return known.computeIfAbsent(
        List.of(i, step, biasStep, setting.rate(i)),
        key -> {
          Op.Weighted op = quantisers.get(i).quantise(step, biasStep, setting.rate(i));
          return new Layer(op, step, biasStep, grids.get(i));
        });
  }

  private Quantised result(Trial trial) {
    Map<String, Step> steps = new TreeMap<>();
    Map<String, CodedSize> sizes = new TreeMap<>();
    for (int i = 0; i < layers.size(); i++) {
      String name = layers.get(i).name();
      Layer layer = layer(trial.setting(), i);
      steps.put(name, trial.setting().weightStep(i));
      steps.put(name + Quantise.BIAS, trial.setting().biasStep(i));
      sizes.put(name, layer.weight());
      sizes.put(name + Quantise.BIAS, layer.bias());
    }
    return new Quantised(quantised(trial.setting()), steps, sizes, before, trial.score());
  }
}

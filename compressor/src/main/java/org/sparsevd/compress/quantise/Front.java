package org.sparsevd.compress.quantise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Step;

/**
 * A model in several sizes: all steps in proportion to what tensors matter, coarser and coarser.
 *
 * <p>How far answers are from what they were goes with the square of the steps, and bytes with
 * their logarithm. So few tries come near a goal.
 */
public final class Front {
  /** What a nat of the file is worth, as {@code Rounding} has it. */
  private static final double TRADE = 0.5;

  private static final int MOST_TRIES = 4;

  /** Calls that tell how much a tensor matters. */
  private static final int MOST_SCORED = 8;

  /** No try is further from the last, as a logarithm. */
  private static final double MOST_MOVE = 2;

  /** Logarithms of steps that are told apart. */
  private static final double FINE = 0.004;

  /** Logarithms of steps that count as equal. */
  private static final double NEAR = 0.03;

  private final Model model;
  private final Calibration calibration;
  private final Consumer<String> progress;
  private final ToLongFunction<Model> bytes;
  private final ToDoubleFunction<Model> distance;
  private final Map<String, Double> steps;
  private final Map<String, double[]> uses;
  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private final long weights;
  private final TreeMap<Double, Point> points = new TreeMap<>();

  /**
   * A model of one size.
   *
   * @param distance of its answers from what they were
   */
  public record Point(Model model, long bytes, double distance) {}

  /**
   * A front of a model, of which nothing is computed yet but how much each tensor matters.
   *
   * @param bytes of a model's file
   * @param distance of a model's answers from what they were; 0 is none
   */
  public Front(
      Model model,
      Calibration calibration,
      ToLongFunction<Model> bytes,
      ToDoubleFunction<Model> distance,
      Consumer<String> progress) {
    this.model = model;
    this.calibration = calibration;
    this.progress = progress;
    this.bytes = bytes;
    this.distance = distance;
    this.steps = new Sensitivities(calibration.scoring(MOST_SCORED), progress).steps(model);
    this.uses = TableUse.of(model, calibration);
    WeightTensors.of(model)
        .forEach((name, tensor) -> sizes.put(name, tensor.tensor().shape().size()));
    this.weights = Math.max(1, steps.keySet().stream().mapToLong(sizes::get).sum());
  }

  /** The smallest model that was found whose answers are at most this far off. */
  public Point within(double most) {
    double log = 0;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Point point = at(log);
      double move = Math.log(most / Math.max(1e-9, point.distance())) / 2;
      log = moved(log, Math.max(-MOST_MOVE, Math.min(MOST_MOVE, move)) - NEAR);
      if (point.distance() <= most && move < 3 * NEAR) {
        break;
      }
    }
    return points.values().stream()
        .filter(point -> point.distance() <= most)
        .min((a, b) -> Long.compare(a.bytes(), b.bytes()))
        .orElse(null);
  }

  /** The model nearest to the original that was found of at most so many bytes. */
  public Point small(long most) {
    double log = 0;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Point point = at(log);
      double nats = (point.bytes() - most) * 8.0 * Math.log(2) / weights;
      log = moved(log, Math.max(-MOST_MOVE, Math.min(MOST_MOVE, nats)) + NEAR / 4);
      if (point.bytes() <= most && nats > -NEAR) {
        break;
      }
    }
    return points.values().stream()
        .filter(point -> point.bytes() <= most)
        .min((a, b) -> Double.compare(a.distance(), b.distance()))
        .orElse(null);
  }

  /**
   * Where the steps that there are, each an eighth from the next at most, are larger by this on
   * average over all weights.
   */
  private double moved(double log, double by) {
    double wanted = meanLog(log) + by;
    double sign = Math.signum(by);
    double moved = log;
    while (sign * (wanted - meanLog(moved)) > 0 && Math.abs(moved - log) < 2 * MOST_MOVE) {
      moved += sign * FINE;
    }
    return moved;
  }

  /** The mean over all weights of the logarithms of the steps. */
  private double meanLog(double log) {
    double sum = 0;
    for (Map.Entry<String, Double> step : steps.entrySet()) {
      sum +=
          sizes.get(step.getKey()) * Math.log(Step.nearest(step.getValue() * Math.exp(log)).size());
    }
    return sum / weights;
  }

  /** All models that were made, the finest first. */
  public List<Point> points() {
    return new ArrayList<>(points.values());
  }

  /** The model with all steps larger by a factor of which this is the logarithm. */
  public Point at(double log) {
    return points.computeIfAbsent(log, this::made);
  }

  private Point made(double log) {
    Map<String, Step> chosen = new LinkedHashMap<>();
    steps.forEach((name, step) -> chosen.put(name, Step.nearest(step * Math.exp(log))));
    Model rounded = FittedRounding.of(chosen, TRADE, uses, calibration, progress).apply(model);
    Point point = new Point(rounded, bytes.applyAsLong(rounded), distance.applyAsDouble(rounded));
    progress.accept(point.bytes() + " bytes, distance " + point.distance());
    return point;
  }
}

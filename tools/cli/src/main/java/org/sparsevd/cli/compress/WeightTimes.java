package org.sparsevd.cli.compress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.sparsevd.compress.Compressor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;

/**
 * How long a net takes for a weight of each layer, on one thread of this machine. The net keeps a
 * tenth of its weights, by chance. Then one layer after the other keeps three times as many, and
 * what the net then takes longer is shared out among these.
 */
public final class WeightTimes {
  private static final double USUAL = 0.1;
  private static final double MORE = 0.3;

  /** How far a layer may be from the mean; beyond that it is chance that was measured. */
  private static final double MOST = 20;

  private static final double LEAST = 0.2;

  private static final int ROUNDS = 3;
  private static final long SEED = 20170806;

  private final Model model;
  private final Map<String, Integer> weights = new LinkedHashMap<>();

  private WeightTimes(Model model) {
    this.model = model;
    model
        .nodes()
        .forEach(
            node -> {
              if (node.op() instanceof Op.Weighted layer) {
                weights.put(node.name(), layer.weight().shape().size());
              }
            });
  }

  /**
   * Seconds of a weight of each layer.
   *
   * @param model from one input to one output, of any weights
   * @return by the names of layers, in the model's order
   */
  public static Map<String, Double> measure(Model model, Consumer<String> progress) {
    return new WeightTimes(model).measure(progress);
  }

  private Map<String, Double> measure(Consumer<String> progress) {
    Model usual = thinned("");
    double least = Double.POSITIVE_INFINITY;
    Map<String, Double> times = new LinkedHashMap<>();
    for (String name : weights.keySet()) {
      progress.accept("measuring how long weights of " + name + " take ...");
      Model fuller = thinned(name);
      double time = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        least = Math.min(least, Speed.millis(usual));
        time = Math.min(time, Speed.millis(fuller));
      }
      times.put(name, time);
    }
    double added = 0;
    double longer = 0;
    for (Map.Entry<String, Double> time : times.entrySet()) {
      added += added(time.getKey());
      longer += Math.max(0, time.getValue() - least);
    }
    double mean = Math.max(1e-9, longer / added) / 1e3;
    double shortest = least;
    times.replaceAll(
        (name, time) -> {
          double each = (time - shortest) / 1e3 / added(name);
          return Math.max(mean * LEAST, Math.min(mean * MOST, each));
        });
    return times;
  }

  private double added(String layer) {
    return (MORE - USUAL) * weights.get(layer);
  }

  /** The net of which one layer has more weights than usual. */
  private Model thinned(String fuller) {
    Random random = new Random(SEED);
    Model thin =
        model.mapNodes(
            node -> {
              if (!(node.op() instanceof Op.Weighted layer)) {
                return node;
              }
              double density = node.name().equals(fuller) ? MORE : USUAL;
              float[] values = layer.weight().toArray();
              for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble() < density ? values[i] : 0;
              }
              DenseTensor weight = new DenseTensor(layer.weight().shape(), values);
              return node.with(layer.with(weight, layer.bias()));
            });
    return Compressor.compress(thin).model();
  }
}

package org.sparsevd.cli.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.sparsevd.cli.compress.Speed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.model.Model;
import org.sparsevd.trainer.Initialisation;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Normalisation;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * How long the deployed net takes for a weight of each layer, on one thread of this machine. The
 * net is filled with random weights, a tenth of them. Then one layer after the other gets three
 * times as many, and what the net then takes longer is shared out among these.
 */
final class WeightTimes {
  private static final double USUAL = 0.1;
  private static final double MORE = 0.3;

  /** How far a layer may be from the mean; beyond that it is chance that was measured. */
  private static final double MOST = 20;

  private static final double LEAST = 0.2;

  private static final int ROUNDS = 3;
  private static final long SEED = 20170806;

  private final Recipe recipe;
  private final Dataset dataset;
  private final List<LayerState> layers;

  private WeightTimes(Recipe recipe, Dataset dataset) {
    this.recipe = recipe;
    this.dataset = dataset;
    this.layers = Initialisation.of(recipe, SEED);
  }

  /** Seconds of a weight of each layer with weights. */
  static List<Double> measure(Recipe recipe, Dataset dataset, Consumer<String> progress) {
    return new WeightTimes(recipe, dataset).measure(progress);
  }

  private List<Double> measure(Consumer<String> progress) {
    List<Model> fuller = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      fuller.add(model(l));
    }
    Model usual = model(-1);
    double least = Double.POSITIVE_INFINITY;
    double[] times = new double[layers.size()];
    Arrays.fill(times, Double.POSITIVE_INFINITY);
    for (int round = 0; round < ROUNDS; round++) {
      for (int l = 0; l < times.length; l++) {
        progress.accept("measuring how long weights of " + layers.get(l).name() + " take ...");
        least = Math.min(least, Speed.millis(usual));
        times[l] = Math.min(times[l], Speed.millis(fuller.get(l)));
      }
    }
    double added = 0;
    double longer = 0;
    for (int l = 0; l < times.length; l++) {
      added += added(l);
      longer += Math.max(0, times[l] - least);
    }
    double mean = Math.max(1e-9, longer / added) / 1e3;
    List<Double> seconds = new ArrayList<>();
    for (int l = 0; l < times.length; l++) {
      double each = (times[l] - least) / 1e3 / added(l);
      seconds.add(Math.max(mean * LEAST, Math.min(mean * MOST, each)));
    }
    return seconds;
  }

  private double added(int layer) {
    return (MORE - USUAL) * layers.get(layer).weight().length;
  }

  /** The net of which one layer, or none for -1, has more weights than usual. */
  private Model model(int fuller) {
    List<LayerState> thin = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      Random random = new Random(SEED + l);
      double density = l == fuller ? MORE : USUAL;
      BitSet removed = new BitSet();
      for (int i = 0; i < layers.get(l).weight().length; i++) {
        removed.set(i, random.nextDouble() >= density);
      }
      thin.add(layers.get(l).without(removed));
    }
    Checkpoint start =
        Checkpoint.start(
            recipe,
            dataset.identity(),
            Normalisation.CHANNEL_MEAN.of(dataset.train()),
            SEED,
            "host",
            thin);
    return Compressor.compress(start.trainedModel()).model();
  }
}

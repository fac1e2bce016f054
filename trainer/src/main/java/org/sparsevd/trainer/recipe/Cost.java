package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sparsevd.tensor.Shape;

/**
 * What a weight costs, and so how much its divergence weighs in the loss. The mean over the weights
 * of a network is 1, so that the KL weight of a recipe keeps its meaning.
 */
public enum Cost {
  /** Every weight as much as every other: what a file has to hold. */
  BYTES,
  /**
   * As many multiply-adds as an image takes with the weight: a convolution's is used once for each
   * pixel that it puts out, so those of large images go first.
   */
  OPERATIONS,
  /**
   * As long as the deployed net takes for it on a machine, which was measured once: see {@link
   * Recipe#seconds}.
   */
  TIME;

  /** The name in options and recipes. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The cost of this {@link #id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Cost of(String id) {
    for (Cost cost : values()) {
      if (cost.id().equals(id)) {
        return cost;
      }
    }
    throw new IllegalArgumentException("expected bytes, operations or time, found " + id);
  }

  /** Refuses seconds that are not those of a network's layers, or that nobody asked for. */
  void check(Network network, List<Double> seconds) {
    int layers = network.weighted().size();
    if (!seconds.isEmpty() && (this != TIME || seconds.size() != layers)) {
      throw new IllegalArgumentException(
          "seconds of a weight are for cost 'time', one for each of "
              + layers
              + " layers with weights; found "
              + seconds.size()
              + " with cost '"
              + id()
              + "'");
    }
    for (double second : seconds) {
      if (!(second > 0 && second < 1)) {
        throw new IllegalArgumentException(
            "seconds of a weight must be above 0 and below 1, found " + second);
      }
    }
  }

  /**
   * What the divergence of each layer with weights is multiplied with, in order.
   *
   * @param seconds that a weight of each layer takes, for {@link #TIME} alone
   */
  public float[] factors(Network network, List<Double> seconds) {
    List<Shape> shapes = network.shapes();
    List<Double> each = new ArrayList<>();
    double weights = 0;
    double total = 0;
    for (int i = 0; i < shapes.size(); i++) {
      if (network.layers().get(i) instanceof LayerSpec.Weighted layer) {
        double cost =
            switch (this) {
              case BYTES -> 1;
              case OPERATIONS -> (double) shapes.get(i).size() / layer.outputs();
              case TIME -> seconds.get(each.size());
            };
        double count = count(layer.weightShape(network.inputShapes(i, shapes)[0]));
        each.add(cost);
        weights += count;
        total += count * cost;
      }
    }
    float[] factors = new float[each.size()];
    for (int l = 0; l < factors.length; l++) {
      factors[l] = (float) (each.get(l) * weights / total);
    }
    return factors;
  }

  private static double count(int[] shape) {
    return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
  }
}

package org.sparsevd.runtime.plan;

import java.util.IdentityHashMap;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.level.WholeWeights;
import org.sparsevd.runtime.matrix.Panels;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * What is made of a model's weights alone, whatever the shapes of a call: so plans for several
 * shapes share it. Safe to share between threads.
 */
public final class PackedWeights {
  private final Map<Op, Op.Conv2d> convolutions = new IdentityHashMap<>();
  private final Map<Tensor, float[]> filters = new IdentityHashMap<>();
  private final Map<Op, Op.Dense> biased = new IdentityHashMap<>();
  private final Map<Tensor, Panels> panels = new IdentityHashMap<>();
  private final Map<Tensor, double[]> rowSums = new IdentityHashMap<>();
  private final Map<Tensor, Whole> wholes = new IdentityHashMap<>();
  private final PackedWeights base;

  /**
   * Weights that were asked whether they are whole.
   *
   * @param zero of the levels that they multiply
   * @param weights null where they are not
   */
  private record Whole(int zero, byte[] weights) {}

  /** What is made of one model's weights. */
  public PackedWeights() {
    this(null);
  }

  /**
   * The same of a model some of whose tensors are another one's.
   *
   * @param base of that one; null for none
   */
  public PackedWeights(PackedWeights base) {
    this.base = base;
  }

  /** The layer as a convolution over images whose pixels are the vectors that it is applied to. */
  synchronized Op.Conv2d convolution(Op.Dense layer) {
    Op.Conv2d known = convolutions.get(layer);
    if (known == null) {
      Shape shape = Shape.of(layer.weight().rows(), layer.weight().columns(), 1, 1);
      known = new Op.Conv2d(layer.weight().reshaped(shape), layer.bias(), Window.square(1, 0), 1);
      convolutions.put(layer, known);
    }
    return known;
  }

  /** The layer with this bias. */
  synchronized Op.Dense biased(Op.Dense layer, float[] bias) {
    Op.Dense known = biased.get(layer);
    if (known == null || known.bias() != bias) {
      known = layer.with(layer.weight(), bias);
      biased.put(layer, known);
    }
    return known;
  }

  /** The weight of a layer in panels of so many outputs. */
  synchronized Panels panels(Op.Dense layer, int width) {
    Panels known = known(layer.weight(), width);
    if (known == null) {
      known = Panels.of(layer.weight(), width);
      panels.put(layer.weight(), known);
    }
    return known;
  }

  private synchronized Panels known(Tensor weight, int width) {
    Panels known = panels.get(weight);
    if (known != null && known.width() == width) {
      return known;
    }
    return base == null ? null : base.known(weight, width);
  }

  /**
   * The weights of a layer of 8 bits, {@code [output][column]}; null where {@link WholeWeights#are}
   * says that they are not whole.
   *
   * @param zero how many levels lie below zero
   */
  synchronized byte[] whole(Op.Dense layer, int zero) {
    Tensor weight = layer.weight();
    Whole known = wholes.get(weight);
    if (known == null || known.zero != zero) {
      boolean whole = WholeWeights.are(weight, zero);
      known = new Whole(zero, whole ? WholeWeights.bytes(weight) : null);
      wholes.put(weight, known);
    }
    return WholeWeights.areNone(layer.bias()) ? known.weights : null;
  }

  /** All weights of a layer, with what they multiply at these places. */
  synchronized DenseFilters filters(Op.Weighted layer, int[] places) {
    float[] bias = layer.bias().clone();
    float[] weights = filters.get(layer.weight());
    if (weights == null) {
      DenseFilters first = DenseFilters.of(layer.weight(), bias, places);
      filters.put(layer.weight(), first.weights());
      return first;
    }
    return new DenseFilters(places, weights, bias);
  }

  /** The sum of the sizes of each row's weights; not a number where a weight is none. */
  synchronized double[] rowSums(Tensor weight) {
    double[] known = knownSums(weight);
    if (known == null) {
      known = sums(SparseTensor.of(weight), weight.shape().dim(0));
      rowSums.put(weight, known);
    }
    return known;
  }

  private synchronized double[] knownSums(Tensor weight) {
    double[] known = rowSums.get(weight);
    return known == null && base != null ? base.knownSums(weight) : known;
  }

  private static double[] sums(SparseTensor weight, int rows) {
    double[] sums = new double[rows];
    int k = 0;
    for (int r = 0; r < rows; r++) {
      for (int end = weight.rowPointer(r + 1); k < end; k++) {
        sums[r] += Math.abs(weight.value(k));
      }
    }
    return sums;
  }
}

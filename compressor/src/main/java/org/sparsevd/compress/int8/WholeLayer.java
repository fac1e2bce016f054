package org.sparsevd.compress.int8;

import java.util.List;
import java.util.Map;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * A layer whose weights are whole numbers, with a scale for each row. Scales are such that no sum
 * of levels times weights leaves 24 bits, in whatever order it is added: float32 is exact then.
 *
 * @param op the layer, without bias
 * @param scales what its rows have to be multiplied by
 */
record WholeLayer(Op.Weighted op, float[] scales) {
  /** The largest magnitude of a weight. */
  static final int LARGEST = 127;

  /** Whole numbers up to here are exact in float32. */
  static final long EXACT = 1 << 24;

  /** Scales that are tried, as shares of the one that holds the largest weight. */
  private static final double[] SHARES = {1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6};

  /** How much coarser a row becomes whose sums do not fit. */
  private static final double COARSER = 1.01;

  private static final Step ONE = Step.nearest(1);

  /** Rounded row by row, with the scale of the least squared error. Zeros stay zeros. */
  static WholeLayer of(Op.Weighted layer, Op.Quantize levels) {
    float[] weight = layer.weight().toArray();
    int columns = layer.weight().columns();
    float[] scales = new float[layer.weight().rows()];
    for (int r = 0; r < scales.length; r++) {
      scales[r] = scale(weight, r * columns, columns, levels);
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        weight[i] = whole(weight[i], scales[r]);
      }
    }
    DenseTensor dense = new DenseTensor(layer.weight().shape(), weight);
    Tensor kept = layer.weight() instanceof SparseTensor ? SparseTensor.of(dense) : dense;
    return new WholeLayer(layer.with(kept, new float[scales.length]), scales);
  }

  private static float whole(float weight, double scale) {
    double rounded = Math.rint(weight / scale);
    return (float) Math.max(-LARGEST, Math.min(LARGEST, rounded)) + 0f;
  }

  private static float scale(float[] weight, int from, int columns, Op.Quantize levels) {
    float largest = 0;
    for (int i = from; i < from + columns; i++) {
      largest = Math.max(largest, Math.abs(weight[i]));
    }
    if (largest < Float.MIN_NORMAL * LARGEST) {
      return 1;
    }
    double best = (double) largest / LARGEST;
    double least = Double.POSITIVE_INFINITY;
    for (double share : SHARES) {
      double tried = share * largest / LARGEST;
      double error = error(weight, from, columns, tried);
      if (error < least) {
        best = tried;
        least = error;
      }
    }
    while (!isExact(weight, from, columns, best, levels)) {
      best *= COARSER;
    }
    return (float) best;
  }

  private static double error(float[] weight, int from, int columns, double scale) {
    double sum = 0;
    for (int i = from; i < from + columns; i++) {
      double difference = whole(weight[i], scale) * scale - weight[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Whether sums of whole numbers, in any order, are whole numbers of 24 bits. */
  private static boolean isExact(
      float[] weight, int from, int columns, double scale, Op.Quantize levels) {
    double positive = 0;
    double negative = 0;
    for (int i = from; i < from + columns; i++) {
      float whole = whole(weight[i], (float) scale);
      positive += Math.max(whole, 0);
      negative += Math.max(-whole, 0);
    }
    double above = levels.most();
    double below = -levels.least();
    return above * positive + below * negative < EXACT
        && above * negative + below * positive < EXACT;
  }

  /** What its sums of levels have to be multiplied by, row by row. */
  float[] scales(Op.Quantize levels) {
    float[] all = scales.clone();
    for (int r = 0; r < all.length; r++) {
      all[r] = (float) ((double) all[r] * levels.scale());
    }
    return all;
  }

  /** The layer's node, which knows that its weights are whole. */
  Node node(String name, String input) {
    return new Node(name, op, List.of(input), Map.of(0, ONE, 1, ONE));
  }

  /** Whether a scale is one that arithmetic can do with. */
  static boolean isFine(float scale) {
    return scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE;
  }
}

package org.sparsevd.runtime.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.step.ChannelAffine;
import org.sparsevd.tensor.Tensor;

/**
 * How large the values of a model can become for inputs that are {@linkplain Kernels#areOrdinary
 * ordinary}. Kernels agree to the bit as long as every number that they meet is finite; else one
 * that leaves out a zero and one that multiplies by it differ. So sums must be known not to
 * overflow, from the weights alone or because the values that a layer reads are looked at as the
 * model runs.
 */
final class Magnitudes {
  /** Sums of this size are far enough from overflow for all that rounding adds. */
  private static final double LIMIT = 1e37;

  /** What is not known. */
  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  private final Model model;
  private final PackedWeights packed;
  private final Map<String, Double> bounds = new HashMap<>();
  private final Set<String> watched = new HashSet<>();
  private boolean known = true;

  private Magnitudes(Model model, PackedWeights packed) {
    this.model = model;
    this.packed = packed;
  }

  /** The bounds of a model's values. */
  static Magnitudes of(Model model, PackedWeights packed) {
    Magnitudes all = new Magnitudes(model, packed);
    for (Model.Input input : model.inputs()) {
      all.bounds.put(input.name(), (double) Kernels.ORDINARY);
    }
    for (Node node : model.nodes()) {
      all.bounds.put(node.name(), all.bound(node));
    }
    return all;
  }

  /** Values that must be looked at, by the names under which layers read them. */
  Set<String> watched() {
    return watched;
  }

  /** Whether ordinary values cannot overflow a layer. */
  boolean areKnown() {
    return known;
  }

  private double bound(Node node) {
    // Classes of operators that do not occur in a model are best not loaded.
    Op op = node.op();
    if (!(op instanceof Op.Weighted) && op.kind() != Op.PoolingKind.MAX_POOL_2D) {
      return keeps(op) ? largest(node) : elements(node);
    }
    String read = node.inputs().get(0);
    double bound = kernel(node.op(), bounds.get(read));
    if (!(bound <= LIMIT) && !isInput(read)) {
      watched.add(read);
      bounds.put(read, (double) Kernels.ORDINARY);
      bound = kernel(node.op(), Kernels.ORDINARY);
    }
    known &= bound <= LIMIT;
    return bound;
  }

  private boolean isInput(String value) {
    for (Model.Input input : model.inputs()) {
      if (input.name().equals(value)) {
        return true;
      }
    }
    return false;
  }

  private double kernel(Op op, double read) {
    return op instanceof Op.Weighted layer ? layer(layer.weight(), layer.bias(), read) : read;
  }

  /** The largest sum of a row; not a number where a weight is none. */
  private double layer(Tensor weight, float[] bias, double read) {
    double[] weights = packed.rowSums(weight);
    double largest = 0;
    for (int r = 0; r < bias.length; r++) {
      largest = Math.max(largest, Math.abs(bias[r]) + weights[r] * read);
    }
    return largest;
  }

  /** Of what no kernel computes but code that all plans share. Unknown is as good as unbounded. */
  private double elements(Node node) {
    Op op = node.op();
    double read = largest(node);
    if (op instanceof Op.Affine affine) {
      return affine(affine.scale(), affine.shift(), read);
    } else if (op instanceof Op.BatchNorm norm) {
      ChannelAffine affine = ChannelAffine.of(norm, 1, false, 0, 0);
      return affine(affine.scale(), affine.shift(), read);
    } else if (op instanceof Op.AvgPool2d || op instanceof Op.GlobalAvgPool2d) {
      return read * model.shape(node.inputs().get(0)).size() <= LIMIT
          ? read
          : Double.POSITIVE_INFINITY;
    } else if (op instanceof Op.Add) {
      return 2 * read;
    } else if (op instanceof Op.Mul) {
      return read * read;
    } else if (op instanceof Op.Pad2d pad) {
      return Math.max(read, Math.abs(pad.value()));
    }
    return op instanceof Op.Pointwise function ? pointwise(function, read) : UNBOUNDED;
  }

  private static double pointwise(Op.Pointwise op, double read) {
    if (op instanceof Op.Clip clip) {
      double high = Math.min(Math.max(read, clip.least()), clip.most());
      double low = Math.min(Math.max(-read, clip.least()), clip.most());
      return Math.max(Math.abs(low), Math.abs(high));
    } else if (op instanceof Op.LeakyRelu leaky) {
      return Math.max(1, Math.abs(leaky.slope())) * read;
    } else if (op instanceof Op.Quantize) {
      return Op.Quantize.MOST;
    }
    boolean gate =
        op instanceof Op.Sigmoid || op instanceof Op.HardSigmoid || op instanceof Op.Tanh;
    // Hard swish multiplies by what lies between 0 and 1.
    return gate ? 1 : op instanceof Op.HardSwish ? read : UNBOUNDED;
  }

  /** The bound of the largest value that the node reads. */
  private double largest(Node node) {
    double read = 0;
    for (String value : node.inputs()) {
      read = Math.max(read, bounds.get(value));
    }
    return read;
  }

  /** Whether no value is larger than the largest that is read. */
  private static boolean keeps(Op op) {
    return op instanceof Op.Relu
        || op instanceof Op.Flatten
        || op instanceof Op.Reshape
        || op instanceof Op.Transpose
        || op instanceof Op.Upsample2d
        || op instanceof Op.Concat;
  }

  private static double affine(float[] scale, float[] shift, double read) {
    double largest = 0;
    for (int c = 0; c < scale.length; c++) {
      largest = Math.max(largest, Math.abs(scale[c]) * read + Math.abs(shift[c]));
    }
    return largest;
  }
}

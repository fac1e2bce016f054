package org.sparsevd.compress;

import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;

/**
 * Removes the weights that are mostly noise (Molchanov et al., ICML 2017, section 4.4): those of
 * {@code log alpha = log sigma^2 - log W^2 >= 3}, a dropout rate above 0.95.
 *
 * @param logSigma2 node name to {@code log(sigma^2)}, row-major like that node's weight
 */
public record Threshold(Map<String, float[]> logSigma2) implements LayerPass {
  /** The largest log alpha that stays is below this. */
  public static final double LOG_ALPHA = 3;

  /** Whether a weight of this mean and log-variance stays. */
  public static boolean keeps(float weight, float logSigma2) {
    return weight != 0 && !(logSigma2 - Math.log((double) weight * weight) >= LOG_ALPHA);
  }

  @Override
  public String name() {
    return "threshold";
  }

  @Override
  public Node changed(Node node, Op.Weighted layer) {
    float[] variances = logSigma2.get(node.name());
    return variances == null ? node : node.with(apply(layer, variances));
  }

  private static Op apply(Op.Weighted op, float[] variances) {
    float[] weight = op.weight().toArray();
    for (int i = 0; i < weight.length; i++) {
      weight[i] = keeps(weight[i], variances[i]) ? weight[i] : 0;
    }
    return op.with(new DenseTensor(op.weight().shape(), weight), op.bias());
  }

  @Override
  public String effect(Model before, Model after) {
    WeightCount had = WeightCount.of(before);
    return "set "
        + (had.nonZero() - WeightCount.of(after).nonZero())
        + " of "
        + had.nonZero()
        + " weights to zero, those of log alpha >= 3";
  }
}

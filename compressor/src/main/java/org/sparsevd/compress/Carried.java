package org.sparsevd.compress;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * A model and the posterior's standard deviations of its weights, which passes carry beside it.
 *
 * <p>A deviation goes where its weight goes and is scaled as that is, up to its sign.
 *
 * @param deviations node name to a tensor of its weight's shape; 0 where nothing is known of a
 *     weight. Nodes without an entry are not known at all.
 */
public record Carried(Model model, Map<String, Tensor> deviations) {
  /**
   * Below this log alpha a weight's own deviation is not what the data say: training stops moving
   * sigma at -8.
   */
  private static final double RELIABLE = -7.5;

  public Carried {
    deviations = Map.copyOf(deviations);
  }

  /** A model of whose weights nothing is known. */
  public static Carried of(Model model) {
    return new Carried(model, Map.of());
  }

  /** What training says of each weight. */
  public static Carried of(TrainedModel trained) {
    Map<String, Tensor> deviations = new HashMap<>();
    for (Node node : trained.model().nodes()) {
      float[] logSigma2 = trained.logSigma2().get(node.name());
      if (logSigma2 != null && node.op() instanceof Op.Weighted layer) {
        deviations.put(node.name(), deviations(layer.weight(), logSigma2));
      }
    }
    return new Carried(trained.model(), deviations);
  }

  private static Tensor deviations(Tensor weight, float[] logSigma2) {
    float[] values = weight.toArray();
    for (int i = 0; i < values.length; i++) {
      boolean stays = Threshold.keeps(values[i], logSigma2[i]);
      double logAlpha = logSigma2[i] - 2 * Math.log(Math.abs(values[i]));
      values[i] = stays && logAlpha >= RELIABLE ? (float) Math.exp(logSigma2[i] / 2) : 0;
    }
    return new DenseTensor(weight.shape(), values);
  }

  /** The same deviations beside a model whose weights are where they were, or zero. */
  Carried with(Model newModel) {
    return new Carried(newModel, deviations);
  }

  /**
   * The same with the deviations of one layer changed as its weight is.
   *
   * @param layer as it was before
   * @param change linear in the weight
   */
  Carried changed(Node layer, UnaryOperator<Op.Weighted> change) {
    Tensor known = deviations.get(layer.name());
    if (known == null) {
      return this;
    }
    Op.Weighted op = (Op.Weighted) layer.op();
    Map<String, Tensor> changed = new HashMap<>(deviations);
    changed.put(layer.name(), change.apply(op.with(known, op.bias())).weight());
    return new Carried(model, changed);
  }
}

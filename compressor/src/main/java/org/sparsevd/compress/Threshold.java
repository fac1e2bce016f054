package org.sparsevd.compress;

import java.util.Map;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * Removes the weights that are mostly noise (Molchanov et al., ICML 2017, section 4.4): those of
 * {@code log alpha = log sigma^2 - log W^2 >= 3}, a dropout rate above 0.95.
 *
 * @param logSigma2 name of a weight to {@code log(sigma^2)}, row-major like it
 */
public record Threshold(Map<String, float[]> logSigma2) implements WeightPass {
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
  public Tensor changed(String name, WeightTensor whole) {
    Tensor weight = whole.tensor();
    float[] variances = logSigma2.get(name);
    if (variances == null) {
      return weight;
    }
    float[] values = weight.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = keeps(values[i], variances[i]) ? values[i] : 0;
    }
    return new DenseTensor(weight.shape(), values);
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

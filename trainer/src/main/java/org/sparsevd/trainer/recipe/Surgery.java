package org.sparsevd.trainer.recipe;

import java.util.List;

/**
 * Dynamic network surgery (Guo et al. 2016, "Dynamic Network Surgery for Efficient DNNs"). Each
 * weight has a mask {@code T}, and the network computes with {@code W * T}. The gradient with
 * respect to {@code W * T} moves every {@code W}, the masked ones too (equation 2). So what was cut
 * by mistake grows back. With the mean and deviation of all {@code |W|} of a layer (equation 3):
 *
 * <pre>
 * t = max(mean + deviations * deviation, 0)     a = 0.9 t,  b = 1.1 t
 * T becomes 0 where |W| &lt; a, becomes 1 where |W| &gt;= b, and stays as it is between
 * </pre>
 *
 * <p>The masks of a layer are updated in a step with the probability {@code (1 + gamma * step) ^
 * -power}, with steps counted from the beginning of the phase (section 3.3). A surgery that follows
 * another goes on with its masks, and there is no binary dropout meanwhile. In a phase of any other
 * kind, masked weights are removed for good.
 *
 * @param deviations the paper's c: one for all layers with weights, or one for each
 * @param gamma at least 0
 * @param power at least 0
 */
public record Surgery(List<Double> deviations, double gamma, double power) implements Reduction {
  private static final double MOST = 100;
  private static final double LOWER = 0.9;
  private static final double UPPER = 1.1;

  public Surgery {
    deviations = List.copyOf(deviations);
    Reduction.checkRange("the deviations of surgery", deviations, -MOST, MOST);
    Reduction.checkRange("gamma of surgery", List.of(gamma), 0, MOST);
    Reduction.checkRange("power of surgery", List.of(power), 0, MOST);
  }

  /** The magnitudes below which a weight is masked, and from which on it comes back. */
  public record Bounds(double lower, double upper) {}

  @Override
  public <T> T as(Cases<T> cases) {
    return cases.surgery(this);
  }

  @Override
  public void check(int layers) {
    Reduction.check("the deviations of surgery", deviations, layers);
  }

  /** How probable an update of a layer's masks is, in a step counted from 0. */
  public double probability(long step) {
    return Math.pow(1 + gamma * step, -power);
  }

  /**
   * The thresholds of a layer.
   *
   * @param layer index among the layers with weights
   * @param magnitudes {@code |W|} of all its weights, masked or not
   */
  public Bounds bounds(int layer, double[] magnitudes) {
    Spread spread = Spread.of(magnitudes);
    double threshold = spread.mean() + Reduction.of(deviations, layer) * spread.deviation();
    return new Bounds(LOWER * Math.max(threshold, 0), UPPER * Math.max(threshold, 0));
  }
}

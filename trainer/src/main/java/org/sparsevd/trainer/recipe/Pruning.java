package org.sparsevd.trainer.recipe;

import java.util.List;

/**
 * Magnitude pruning (Han et al. 2015, "Learning both Weights and Connections for Efficient Neural
 * Networks", section 3). A phase begins by removing for good the weights of a layer with
 *
 * <pre>
 * |W| &lt; quality * deviation(W)
 * </pre>
 *
 * <p>and trains the others. The deviation is that of the weights that are left before. Several
 * phases of rising quality are the iterative pruning of section 3.4. Binary dropout in front of a
 * layer becomes rarer as the layer gets sparser (section 3.2), see {@link Network#thinned}.
 *
 * @param quality one for all layers with weights, or one for each
 */
public record Pruning(List<Double> quality) implements Reduction {
  private static final double MOST = 100;

  public Pruning {
    quality = List.copyOf(quality);
    Reduction.checkRange("the quality of pruning", quality, 0, MOST);
  }

  /** From one quality for all layers, or one for each. */
  public static Pruning of(Double... quality) {
    return new Pruning(List.of(quality));
  }

  @Override
  public <T> T as(Cases<T> cases) {
    return cases.pruning(this);
  }

  @Override
  public void check(int layers) {
    Reduction.check("the quality of pruning", quality, layers);
  }

  /**
   * The magnitude below which weights go.
   *
   * @param layer index among the layers with weights
   * @param left the weights of it that are left
   */
  public double threshold(int layer, double[] left) {
    return Reduction.of(quality, layer) * Spread.of(left).deviation();
  }
}

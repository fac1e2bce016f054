package org.sparsevd.trainer.recipe;

/**
 * Soft weight sharing (Ullrich, Meeds and Welling, ICLR 2017): the loss is {@code N * cross-entropy
 * + weight * -log p(weights, precisions)} with a mixture of Gaussians that is learned beside the
 * weights. After the phase's last epoch every weight takes the mean of its likeliest component;
 * those of the component at zero are removed.
 *
 * @param components of the mixture, the one at zero among them
 * @param zeroShare of the component at zero, which is not learned
 * @param weight of the mixture in the loss, over epochs of the phase; the paper calls it tau
 * @param meanRate Adam's step size of the means
 * @param precisionRate of the logarithms of the precisions
 * @param shareRate of the logits of the shares
 * @param zero prior of the precision at zero
 * @param others prior of the other precisions
 * @param tied so many epochs at the end, each weight is tied to its component and only the means
 *     are learned, by their weights' gradients; the paper has none
 */
public record WeightSharing(
    int components,
    double zeroShare,
    Schedule weight,
    double meanRate,
    double precisionRate,
    double shareRate,
    GammaPrior zero,
    GammaPrior others,
    int tied)
    implements Reduction {
  /** The largest number of components. */
  public static final int MOST_COMPONENTS = 64;

  /**
   * 16 components beside the one at zero, as in the paper. Priors of the precisions are those of
   * its authors' example: a deviation of 0.02 at zero, and about as much elsewhere, less firmly.
   */
  public static final WeightSharing USUAL =
      new WeightSharing(
          17,
          0.999,
          Schedule.constant(0.005),
          1e-4,
          3e-3,
          3e-3,
          new GammaPrior(5000, 2),
          new GammaPrior(250, 0.1),
          0);

  public WeightSharing {
    if (components < 2 || components > MOST_COMPONENTS) {
      throw new IllegalArgumentException(
          "components must be 2 to " + MOST_COMPONENTS + ", found " + components);
    }
    if (!(zeroShare > 0 && zeroShare < 1)) {
      throw new IllegalArgumentException("zeroShare must be between 0 and 1, found " + zeroShare);
    }
    weight.knots().forEach(knot -> check("weight", knot.value()));
    if (tied < 0) {
      throw new IllegalArgumentException("tied must be 0 or more epochs, found " + tied);
    }
    check("meanRate", meanRate);
    check("precisionRate", precisionRate);
    check("shareRate", shareRate);
  }

  @Override
  public <T> T as(Cases<T> cases) {
    return cases.sharing(this);
  }

  @Override
  public void check(int layers) {
    // suits every network
  }

  @Override
  public WeightSharing stretched(double factor) {
    return new WeightSharing(
        components,
        zeroShare,
        weight.stretched(factor),
        meanRate,
        precisionRate,
        shareRate,
        zero,
        others,
        (int) Math.round(tied * factor));
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value <= 100)) {
      throw new IllegalArgumentException(name + " must be 0 to 100, found " + value);
    }
  }
}

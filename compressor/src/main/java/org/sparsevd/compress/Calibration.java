package org.sparsevd.compress;

import org.sparsevd.model.Model;

/** The data that quantisation looks at. None of it may be test data: choices are made by it. */
public interface Calibration {
  /**
   * How well a model does.
   *
   * @param errorPercent share of wrong answers, 0 to 100: what the budget is about
   * @param loss in nats; tells models of the same error apart
   */
  record Score(double errorPercent, double loss) {}

  /** The score on images that were held back, or at least not chosen for their answers. */
  Score score(Model model);

  /**
   * The model's outputs for some training images, {@code [images][output size]}; always the same
   * images. The model may end anywhere in the net, also in its input.
   */
  float[][] outputs(Model model);

  /** At how many places of each image a layer is looked at that reads several patches or lines. */
  default int places() {
    return 8;
  }
}

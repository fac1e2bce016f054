package org.sparsevd.compress;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.flow.Prefix;
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

  /**
   * Values inside a model for some training images, by name.
   *
   * @param most images at most; any number of them may be looked at, from 1 on
   */
  default Map<String, float[][]> values(Model model, List<String> names, int most) {
    Map<String, float[][]> values = new LinkedHashMap<>();
    for (String name : names) {
      float[][] all = outputs(Prefix.of(model, name));
      values.put(name, Arrays.copyOf(all, Math.min(most, all.length)));
    }
    return values;
  }

  /**
   * The same data, but fewer images that models are scored on.
   *
   * @param most images at most, if it can be told
   */
  default Calibration scoring(int most) {
    return this;
  }

  /** A new walk over the images that {@link #outputs} is about. */
  default Walk walk() {
    return Walk.of(this);
  }

  /** At how many places of each image a layer is looked at that reads several patches or lines. */
  default int places() {
    return 8;
  }
}

package org.sparsevd.compress.quantise;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparsevd.tensor.Step;

/**
 * How the layers of a model are quantised.
 *
 * @param steps numbers of the steps, a layer's weight and bias after each other; an eighth of an
 *     octave each
 * @param rates logarithms of what a nat of code may cost in distortion, a quarter of an octave each
 */
record Setting(int[] steps, int[] rates) {
  /**
   * The rate that goes with steps of one deviation. A step of d deviations makes a distortion of
   * {@code d^2 / 24} nats per weight, which changes by {@code d^2 / 12} when the code grows by a
   * nat. This is an eighth of that, for distortions that are far from small are underestimated.
   */
  private static final double RATE = 1.0 / 96;

  /** Equal for equal settings. */
  List<Integer> key() {
    return IntStream.concat(Arrays.stream(steps), Arrays.stream(rates)).boxed().toList();
  }

  /** All steps coarser by this, and the rates with them: they go with the steps' squares. */
  Setting moved(int by) {
    return new Setting(
        Arrays.stream(steps).map(i -> i + by).toArray(),
        Arrays.stream(rates).map(i -> i + by).toArray());
  }

  Setting movedWeight(int layer, int by) {
    Setting moved = movedRate(layer, by);
    moved.steps[2 * layer] += by;
    return moved;
  }

  Setting movedBias(int layer, int by) {
    Setting moved = movedRate(layer, 0);
    moved.steps[2 * layer + 1] += by;
    return moved;
  }

  Setting movedRate(int layer, int by) {
    Setting moved = new Setting(steps.clone(), rates.clone());
    moved.rates[layer] += by;
    return moved;
  }

  Step weightStep(int layer) {
    return new Step(0).moved(steps[2 * layer]);
  }

  Step biasStep(int layer) {
    return new Step(0).moved(steps[2 * layer + 1]);
  }

  double rate(int layer) {
    return RATE * Math.pow(2, rates[layer] / 4.0);
  }
}

package org.sparsevd.trainer.recipe;

import java.util.List;

/** Which weights a {@link Phase.Kind#DENSE} phase does without. */
public sealed interface Reduction permits Reduction.None, Pruning, Surgery, WeightSharing {
  /** No weight is left out. */
  Reduction NONE = new None();

  /** What a reduction means to someone, case by case. */
  interface Cases<T> {
    T none();

    T pruning(Pruning pruning);

    T surgery(Surgery surgery);

    T sharing(WeightSharing sharing);
  }

  /** The case that this is. */
  <T> T as(Cases<T> cases);

  /**
   * Checks that it fits a network.
   *
   * @param layers how many layers with weights there are
   * @throws IllegalArgumentException if it has values for another number of layers
   */
  void check(int layers);

  /** The same course over a phase this many times as long. */
  default Reduction stretched(double factor) {
    return this;
  }

  /** See {@link #NONE}. */
  record None() implements Reduction {
    @Override
    public <T> T as(Cases<T> cases) {
      return cases.none();
    }

    @Override
    public void check(int layers) {
      // suits every network
    }
  }

  /** The value of a layer, of one for all or one for each. */
  static double of(List<Double> values, int layer) {
    return values.get(values.size() == 1 ? 0 : layer);
  }

  /** Refuses values for another number of layers. */
  static void check(String what, List<Double> values, int layers) {
    if (values.size() != 1 && values.size() != layers) {
      throw new IllegalArgumentException(
          what
              + " must be one value, or one for each of the "
              + layers
              + " layers with weights; found "
              + values.size());
    }
  }

  /** Refuses values outside of a range. */
  static void checkRange(String what, List<Double> values, double least, double most) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(what + " has no value");
    }
    for (double value : values) {
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(
            what + " must be " + least + " to " + most + ", found " + value);
      }
    }
  }
}

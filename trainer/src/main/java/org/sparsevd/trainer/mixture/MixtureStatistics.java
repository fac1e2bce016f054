package org.sparsevd.trainer.mixture;

/**
 * Sums over weights, per component {@code j} with responsibility {@code r}: {@code sum r}, {@code
 * sum r (w - mean)} and {@code sum r (w - mean)^2}; and the loss {@code -sum log p(w)}.
 */
final class MixtureStatistics {
  private final int components;
  private final double[] sums;

  MixtureStatistics(int components) {
    this.components = components;
    this.sums = new double[3 * components + 1];
  }

  /** Adds sums over some weights. */
  void count(int component, double responsibility, double distances, double squares) {
    sums[component] += responsibility;
    sums[components + component] += distances;
    sums[2 * components + component] += squares;
  }

  void addLoss(double loss) {
    sums[3 * components] += loss;
  }

  void add(MixtureStatistics other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
  }

  double responsibility(int component) {
    return sums[component];
  }

  double distances(int component) {
    return sums[components + component];
  }

  double squares(int component) {
    return sums[2 * components + component];
  }

  double loss() {
    return sums[3 * components];
  }
}

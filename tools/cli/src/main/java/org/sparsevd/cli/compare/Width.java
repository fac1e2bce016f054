package org.sparsevd.cli.compare;

import java.util.List;

/**
 * A width of the VGG-like network, with what the paper reports (figure 3 of Molchanov et al. 2017)
 * and what our runs gave. Fields without a value are null.
 *
 * @param k what the numbers of filters and units are multiplied with
 * @param classes 10 or 100, of CIFAR
 */
public record Width(
    double k,
    int classes,
    double publishedDenseErrorPercent,
    double publishedErrorPercent,
    double publishedCompression,
    List<WidthRun> runs) {

  /** From here on training takes a GPU, or days. */
  private static final double LARGE = 1;

  /** Whether there is nothing, and little hope of it on a processor. */
  boolean needsGpu() {
    return runs.isEmpty() && k >= LARGE;
  }

  /** Name of the preset. */
  String preset() {
    return "vgg-like-" + (k == Math.rint(k) ? String.valueOf((int) k) : String.valueOf(k));
  }

  /** All that the paper has, without runs. */
  static List<Width> published() {
    return List.of(
        of(0.25, 10, 13.1, 13.5, 5.76),
        of(0.5, 10, 8.2, 8.5, 13.8),
        of(1, 10, 7.3, 7.3, 48),
        of(1.5, 10, 7.0, 7.0, 65),
        of(0.25, 100, 31.8, 32.2, 1.70),
        of(0.5, 100, 23.0, 23.6, 8.03),
        of(1, 100, 20.0, 20.4, 19.75),
        of(1.5, 100, 18.8, 19.7, 41));
  }

  private static Width of(double k, int classes, double dense, double sparse, double compression) {
    return new Width(k, classes, dense, sparse, compression, List.of());
  }

  Width with(List<WidthRun> newRuns) {
    return new Width(
        k,
        classes,
        publishedDenseErrorPercent,
        publishedErrorPercent,
        publishedCompression,
        List.copyOf(newRuns));
  }

  /** Share of zeros in percent that a compression stands for. */
  static double zerosPercent(double compression) {
    return 100 - 100 / compression;
  }
}

package org.sparsevd.report;

/**
 * How many weights of a layer have their log alpha in each of equally wide bins from {@code from}
 * to {@code to}; values outside are counted in the first and last bin.
 */
public record LogAlphaHistogram(double from, double to, int[] counts) {
  private static final double LIMIT = 8;
  private static final int BINS = 64;

  /**
   * Counts {@code logSigma2 - log(W^2)}, clipped to -8..8 as in the paper; a weight that is exactly
   * zero has the largest.
   *
   * @param weight and {@code logSigma2}, row-major, of the same length
   */
  public static LogAlphaHistogram of(float[] weight, float[] logSigma2) {
    if (weight.length != logSigma2.length) {
      throw new IllegalArgumentException(
          weight.length + " weights but " + logSigma2.length + " log variances");
    }
    int[] counts = new int[BINS];
    for (int i = 0; i < weight.length; i++) {
      double logAlpha = logSigma2[i] - 2 * Math.log(Math.abs(weight[i]));
      double place = (Math.min(logAlpha, LIMIT) + LIMIT) / (2 * LIMIT) * BINS;
      counts[(int) Math.max(0, Math.min(BINS - 1, place))]++;
    }
    return new LogAlphaHistogram(-LIMIT, LIMIT, counts);
  }
}

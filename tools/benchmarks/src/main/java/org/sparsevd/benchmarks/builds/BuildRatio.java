package org.sparsevd.benchmarks.builds;

/**
 * Two builds at the same work.
 *
 * @param work such as {@code 256 images}, or {@code cold start}
 * @param before microseconds of the older build
 * @param now microseconds of the newer one
 * @param ratio median of now against before; below 1 the newer one is faster
 * @param lower quartile of the ratio
 * @param upper quartile of the ratio
 */
record BuildRatio(
    String net, String work, double before, double now, double ratio, double lower, double upper) {}

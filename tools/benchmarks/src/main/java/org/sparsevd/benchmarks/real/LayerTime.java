package org.sparsevd.benchmarks.real;

/**
 * What a layer took of a call, with all that is fused into it.
 *
 * @param name its node
 * @param note the kernel that was chosen
 * @param micros microseconds, of the fastest call
 * @param operations two for each product of a weight that is not zero; 0 for layers without weights
 * @param int8 whether it computes with whole numbers
 */
record LayerTime(String name, String note, double micros, double operations, boolean int8) {
  /** Useful operations a nanosecond. */
  double speed() {
    return operations / (1e3 * micros);
  }
}

package org.sparsevd.benchmarks.real;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found of one contender.
 *
 * @param contender its name
 * @param median milliseconds of a call
 * @param best milliseconds of the fastest one
 * @param bytes of a call on the heap, the least of all turns
 * @param ratio its time divided by ours of the same round, median
 * @param lower quartile of that
 * @param upper quartile of that
 * @param difference largest difference of an answer from ours, as a share of our largest
 */
record TurnResult(
    String contender,
    double median,
    double best,
    long bytes,
    double ratio,
    double lower,
    double upper,
    double difference) {

  /** As one line that {@link #parse} reads. */
  String line() {
    return String.join(
        ";",
        contender,
        String.valueOf(median),
        String.valueOf(best),
        String.valueOf(bytes),
        String.valueOf(ratio),
        String.valueOf(lower),
        String.valueOf(upper),
        String.valueOf(difference));
  }

  /** What a process printed, a line each. */
  static List<TurnResult> parse(String printed) {
    List<TurnResult> results = new ArrayList<>();
    for (String line : printed.lines().toList()) {
      String[] parts = line.split(";");
      results.add(
          new TurnResult(
              parts[0],
              Double.parseDouble(parts[1]),
              Double.parseDouble(parts[2]),
              Long.parseLong(parts[3]),
              Double.parseDouble(parts[4]),
              Double.parseDouble(parts[5]),
              Double.parseDouble(parts[6]),
              Double.parseDouble(parts[7])));
    }
    return results;
  }
}

package org.sparsevd.cli.bench;

/**
 * What a fresh JVM measured of a net.
 *
 * @param firstMillis from loading the file to the first answer
 * @param nanos a call, when it has warmed up: the median of many bursts
 * @param allocated bytes that a call allocates on the heap
 * @param heapBytes that the loaded net takes there, with the session of one thread
 */
public record CallTime(double firstMillis, double nanos, long allocated, long heapBytes) {

  /** As one line, to be read by {@link #parse}. */
  String line() {
    return firstMillis + " " + nanos + " " + allocated + " " + heapBytes;
  }

  /**
   * Reads a {@link #line}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static CallTime parse(String line) {
    String[] fields = line.split(" ");
    if (fields.length != 4) {
      throw new IllegalArgumentException("no measurement: '" + line + "'");
    }
    return new CallTime(
        Double.parseDouble(fields[0]),
        Double.parseDouble(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]));
  }
}

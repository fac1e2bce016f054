package org.sparsevd.benchmarks.report;

import java.util.Arrays;

/** The time of one call, by the median over as many as fit: other processes disturb it least. */
public final class CallTime {
  private static final int MOST = 1 << 20;
  private static final int FEWEST = 5;

  private CallTime() {}

  /**
   * Microseconds of a call, after as long a warm-up.
   *
   * @param seconds to measure; five calls at least
   */
  public static double median(Runnable call, double seconds) {
    sample(call, seconds);
    return sample(call, seconds);
  }

  private static double sample(Runnable call, double seconds) {
    long[] nanos = new long[MOST];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (count < MOST && (count < FEWEST || System.nanoTime() < end)) {
      long start = System.nanoTime();
      call.run();
      nanos[count++] = System.nanoTime() - start;
    }
    Arrays.sort(nanos, 0, count);
    return nanos[count / 2] / 1e3;
  }
}

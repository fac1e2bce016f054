package org.sparsevd.benchmarks.report;

import java.io.IOException;
import java.util.Arrays;

/** The time of one call, by the median over as many as fit: other processes disturb it least. */
public final class CallTime {
  private static final int MOST = 1 << 20;
  private static final int FEWEST = 5;

  private CallTime() {}

  /** What is measured. */
  public interface Call {
    void run() throws IOException;
  }

  /**
   * Microseconds of a call, after as long a warm-up.
   *
   * @param seconds to measure; five calls at least
   * @throws IOException if a call does
   */
  public static double median(Call call, double seconds) throws IOException {
    sample(call, seconds);
    return sample(call, seconds);
  }

  private static double sample(Call call, double seconds) throws IOException {
    double[] nanos = new double[MOST];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (count < MOST && (count < FEWEST || System.nanoTime() < end)) {
      long start = System.nanoTime();
      call.run();
      nanos[count++] = System.nanoTime() - start;
    }
    return Median.of(Arrays.copyOf(nanos, count)) / 1e3;
  }
}

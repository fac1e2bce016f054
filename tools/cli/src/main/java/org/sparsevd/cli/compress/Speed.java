package org.sparsevd.cli.compress;

import java.util.Locale;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/**
 * How long a net takes for one input on one thread of this machine: a first impression, measured in
 * a fifth of a second, of large nets in some seconds; {@code sparsevd bench} measures with care.
 *
 * @param millisBefore of the net as it came
 * @param millis of the net as it is written
 */
public record Speed(double millisBefore, double millis) {
  private static final long NANOS = 100_000_000;

  /** A large net is slow until its loops are compiled. */
  private static final int FEWEST = 8;

  private static final int ENOUGH = 40;

  private static final long MOST_NANOS = 1_500_000_000;

  public static Speed of(Model before, Model after) {
    return new Speed(millis(before), millis(after));
  }

  /**
   * Milliseconds for one input: the fastest of a few bursts of calls, after as many that warm up.
   */
  public static double millis(Model model) {
    SparseModel loaded = SparseModel.of(model);
    Session session = loaded.newSession(1);
    float[] input = new float[loaded.inputSize()];
    float[] scores = new float[loaded.outputSize()];
    double best = Double.POSITIVE_INFINITY;
    int calls = 1;
    long begin = System.nanoTime();
    long spent;
    int bursts = 0;
    do {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        session.run(input, 1, scores);
      }
      long nanos = Math.max(1, System.nanoTime() - start);
      best = Math.min(best, (double) nanos / calls);
      calls = (int) Math.max(1, Math.min(calls * 2L, NANOS / 10 * calls / nanos));
      bursts++;
      spent = System.nanoTime() - begin;
    } while (spent < NANOS || bursts < FEWEST || (bursts < ENOUGH && spent < MOST_NANOS));
    return best / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "one input takes about %s ms on one thread, %s ms before (see bench)",
        text(millis),
        text(millisBefore));
  }

  private static String text(double millis) {
    return String.format(Locale.ROOT, millis < 100 ? "%.3g" : "%,.0f", millis);
  }
}

package org.sparsevd.benchmarks.real;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.benchmarks.report.Median;

/**
 * One JVM, in which contenders answer by turns of some milliseconds. A machine that changes its
 * speed changes it for all of them, so their ratios are far steadier than their times.
 */
final class Turns {
  /** Ours once more, beside itself on several threads. */
  static final String ONE_THREAD = "SparseVD, one thread";

  private static final double TURN = 30e6;

  /** With several threads: until the system has given each a processor of its own. */
  private static final double TURN_OF_MANY = 300e6;

  private static final int MOST_ROUNDS = 4096;
  private static final int FEWEST_ROUNDS = 9;
  private static final int FEWEST_CALLS = 3;

  /** How long nothing of this process may run before it counts as calm, and the most to wait. */
  private static final int CALM_MILLIS = 20;

  private static final int MOST_CALMS = 25;
  private static final long CALM_NANOS = 2_000_000;

  private final List<Contender> contenders;
  private final boolean wall;
  private final ThreadMXBean threads;
  private final List<double[]> rounds = new ArrayList<>();
  private final long[] bytes;

  private Turns(List<Contender> contenders, boolean wall) {
    this.contenders = contenders;
    this.wall = wall;
    this.threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    this.bytes = new long[contenders.size()];
    Arrays.fill(bytes, Long.MAX_VALUE);
  }

  /**
   * Prints a {@link TurnResult} for each contender. The first is ours.
   *
   * @param args raw pixels or, where the net takes other inputs, free extents; seconds, threads;
   *     then a name and a file for each contender, ours first
   */
  public static void main(String[] args) throws Exception {
    double seconds = Double.parseDouble(args[1]);
    int threads = Integer.parseInt(args[2]);
    List<Contender> contenders = new ArrayList<>();
    for (int i = 3; i < args.length; i += 2) {
      Path file = Path.of(args[i + 1]);
      contenders.add(
          args[0].matches("[0-9]+")
              ? Contender.ofValues(args[i], file, Path.of(args[4]), Integer.parseInt(args[0]))
              : Contender.ofPixels(args[i], file, Path.of(args[0]), threads));
    }
    if (threads > 1) {
      contenders.add(Contender.ofPixels(ONE_THREAD, Path.of(args[4]), Path.of(args[0]), 1));
      // What theirs gains by threads says what this machine has to give.
      String theirs = args[5] + ", one thread";
      contenders.add(Contender.ofPixels(theirs, Path.of(args[6]), Path.of(args[0]), 1));
    }
    Turns turns = new Turns(contenders, threads > 1);
    turns.measure(seconds);
    for (int i = 0; i < contenders.size(); i++) {
      System.out.println(turns.result(i).line());
    }
    // Threads of a parallel session would not keep the JVM alive, those of ONNX Runtime might.
    System.exit(0);
  }

  private void measure(double seconds) throws IOException {
    int[] calls = new int[contenders.size()];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = warmUp(contenders.get(i), seconds);
    }
    long end = System.nanoTime() + (long) (seconds * 1e9) * calls.length;
    while (rounds.size() < FEWEST_ROUNDS
        || rounds.size() < MOST_ROUNDS && System.nanoTime() < end) {
      double[] times = new double[calls.length];
      for (int i = 0; i < calls.length; i++) {
        if (wall) {
          calm();
        }
        times[i] = turn(i, calls[i]);
      }
      rounds.add(times);
    }
  }

  /**
   * Waits until the threads of the contender before sleep. Those of ONNX Runtime look for more work
   * for tens of milliseconds, on the processor that the next contender's second thread needs.
   */
  private static void calm() throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = system.getProcessCpuTime();
    for (int i = 0; i < MOST_CALMS; i++) {
      try {
        Thread.sleep(CALM_MILLIS);
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted between two turns");
      }
      long after = system.getProcessCpuTime();
      if (after - before < CALM_NANOS) {
        return;
      }
      before = after;
    }
  }

  /** Calls until kernels are compiled, and says how many make a turn. */
  private int warmUp(Contender contender, double seconds) throws IOException {
    long start = clock();
    int calls = 0;
    double last = 0;
    while (calls < FEWEST_CALLS || clock() - start < seconds * 1e9) {
      long before = clock();
      contender.call().run();
      last = clock() - before;
      calls++;
    }
    double turn = wall ? TURN_OF_MANY : TURN;
    return (int) Math.max(FEWEST_CALLS, turn / Math.max(1, last));
  }

  /**
   * Time of the calling thread where that does all the work: what others take does not count then.
   */
  private long clock() {
    return wall ? System.nanoTime() : threads.getCurrentThreadCpuTime();
  }

  /** Milliseconds of a call, the fastest of a turn: the first finds the caches of others. */
  private double turn(int contender, int calls) throws IOException {
    Contender.Call call = contenders.get(contender).call();
    long thread = Thread.currentThread().getId();
    long allocated = threads.getThreadAllocatedBytes(thread);
    double least = Double.POSITIVE_INFINITY;
    // Calls that take less than the clock ticks are timed together.
    int together = Math.max(1, calls / 64);
    for (int i = 0; i < calls; i += together) {
      long before = clock();
      for (int k = 0; k < together; k++) {
        call.run();
      }
      least = Math.min(least, (clock() - before) / 1e6 / together);
    }
    long each = (threads.getThreadAllocatedBytes(thread) - allocated) / calls;
    bytes[contender] = Math.min(bytes[contender], each);
    return least;
  }

  private TurnResult result(int contender) {
    double[] times = rounds.stream().mapToDouble(round -> round[contender]).toArray();
    double[] ratios = rounds.stream().mapToDouble(round -> round[contender] / round[0]).toArray();
    Arrays.sort(times);
    Arrays.sort(ratios);
    return new TurnResult(
        contenders.get(contender).name(),
        Median.of(times),
        times[0],
        bytes[contender],
        Median.of(ratios),
        ratios[ratios.length / 4],
        ratios[3 * ratios.length / 4],
        difference(contender));
  }

  private double difference(int contender) {
    float[] ours = contenders.get(0).answer().values();
    float[] theirs = contenders.get(contender).answer().values();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    return difference / largest;
  }
}

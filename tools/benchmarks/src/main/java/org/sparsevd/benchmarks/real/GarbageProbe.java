package org.sparsevd.benchmarks.real;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** One JVM that calls a net until calls leave nothing on the heap, or for so long. */
final class GarbageProbe {
  private static final int CALLS = 20;

  /** Rounds in a row without garbage: the JIT has done what it will do. */
  private static final int SETTLED = 3;

  /** That its sources are looked for, where it does not end. */
  private static final double SOURCE_SECONDS = 3;

  private GarbageProbe() {}

  /**
   * Prints the bytes of a call of the last round, and the processor's seconds that the JVM has
   * taken until then; then, a line each, who leaves them.
   *
   * @param args file, raw pixels or free extents as {@link Turns} takes them, seconds
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Contender net =
        args[1].matches("[0-9]+")
            ? Contender.ofValues(RealRow.OURS, file, file, Integer.parseInt(args[1]))
            : Contender.ofPixels(RealRow.OURS, file, Path.of(args[1]), 1);
    double most = Double.parseDouble(args[2]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long thread = Thread.currentThread().getId();
    long allocated = 0;
    for (int clean = 0; clean < SETTLED && process.getProcessCpuTime() / 1e9 < most; ) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < CALLS; i++) {
        net.call().run();
      }
      allocated = threads.getThreadAllocatedBytes(thread) - before;
      clean = allocated == 0 ? clean + 1 : 0;
    }
    System.out.println(allocated / CALLS + " " + process.getProcessCpuTime() / 1e9);
    if (allocated > 0) {
      GarbageSource.of(net, SOURCE_SECONDS).forEach(System.out::println);
    }
    System.exit(0);
  }
}

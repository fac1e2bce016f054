package org.sparsevd.cli.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.nets.OnnxRuntimeCalls;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;

/**
 * What measures a net of any inputs in a JVM of its own, with values by name: loads a file, answers
 * once, warms up and measures.
 */
final class CallProbe {
  private static final int FEWEST = 5;

  private CallProbe() {}

  /** A net that is called again and again. */
  private interface Net {
    void call(Map<String, Value> inputs) throws IOException;
  }

  /**
   * Prints a {@link CallTime}.
   *
   * @param args file, the compact file that inputs are drawn for, seconds, then what {@link
   *     CallInputs} takes
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Path compact = Path.of(args[1]);
    double seconds = Double.parseDouble(args[2]);
    List<String> rest = List.of(args).subList(3, args.length);
    List<Map<String, Value>> calls =
        CallInputs.parse(rest).values(SpvdFile.read(compact), compact).calls();
    long before = used();
    long start = System.nanoTime();
    Net net = open(file);
    net.call(calls.get(0));
    double first = (System.nanoTime() - start) / 1e6;
    double nanos = measure(net, calls, seconds);
    long allocated = allocated(net, calls.get(0));
    System.out.println(new CallTime(first, nanos, allocated, used() - before).line());
  }

  private static Net open(Path file) throws IOException {
    if (InputFile.Kind.ONNX.isNameOf(file)) {
      OnnxRuntimeCalls calls = OnnxRuntimeCalls.optimised(file);
      return calls::run;
    }
    Session session = SparseModel.load(file).newSession();
    return session::run;
  }

  /** Nanoseconds a call: the median, after as long a time of warming up. */
  private static double measure(Net net, List<Map<String, Value>> calls, double seconds)
      throws IOException {
    long half = (long) (seconds / 2 * 1e9);
    long start = System.nanoTime();
    int count = 0;
    do {
      net.call(calls.get(count++ % calls.size()));
    } while (System.nanoTime() - start < half);
    double[] times = new double[Math.max(FEWEST, 2 * count)];
    int done = 0;
    long begin = System.nanoTime();
    long end = begin + half;
    while (done < times.length && (done < 1 || begin < end)) {
      net.call(calls.get(done % calls.size()));
      long now = System.nanoTime();
      times[done++] = now - begin;
      begin = now;
    }
    Arrays.sort(times, 0, done);
    return times[done / 2];
  }

  /** Bytes on the heap, the least of some calls; -1 where the JVM does not count them. */
  private static long allocated(Net net, Map<String, Value> inputs) throws IOException {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean)) {
      return -1;
    }
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < FEWEST; i++) {
      long before = bean.getThreadAllocatedBytes(thread);
      net.call(inputs);
      least = Math.min(least, bean.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

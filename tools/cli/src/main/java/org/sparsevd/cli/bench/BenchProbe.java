package org.sparsevd.cli.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sparsevd.cli.io.InputFile;

/**
 * What {@link BenchProcess} starts: loads a file, answers once, warms up and measures. A runtime
 * has a JVM of its own, because what else was compiled and loaded there changes its speed.
 */
final class BenchProbe {
  private static final long BURST_NANOS = 5_000_000;
  private static final long SEED = 7;
  private static final int MOST_BATCHES = 1024;
  private static final int MOST_PIXELS = 1 << 24;

  private BenchProbe() {}

  /**
   * Prints a {@link CallTime}.
   *
   * @param args file, batch, threads, seconds
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    int batch = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    long start = System.nanoTime();
    Caller caller = open(file, batch);
    float[] scores = new float[batch * caller.outputSize()];
    byte[][] batches = noise(batch * caller.inputSize());
    caller.answer(batches[0], scores);
    double first = (System.nanoTime() - start) / 1e6;
    double nanos = threads == 1 ? measure(caller, batches, seconds) : 0;
    if (threads > 1) {
      nanos = measure(file, batch, batches, seconds, threads);
    }
    long allocated = allocated(caller, batches[0], scores);
    caller.close();
    System.out.println(new CallTime(first, nanos, allocated, heapBytes(file, batch)).line());
  }

  /**
   * Batches that calls go through in turn: were it one alone, the processor would soon know by
   * heart where the branches go that depend on it.
   */
  private static byte[][] noise(int size) {
    Random random = new Random(SEED);
    byte[][] batches = new byte[Math.max(1, Math.min(MOST_BATCHES, MOST_PIXELS / size))][size];
    for (byte[] pixels : batches) {
      random.nextBytes(pixels);
    }
    return batches;
  }

  private static Caller open(Path file, int batch) throws IOException {
    return InputFile.Kind.ONNX.isNameOf(file)
        ? new OnnxCaller(file, batch)
        : new RuntimeCaller(file, batch);
  }

  /** Mean over threads that call at the same time, each a net of its own. */
  private static double measure(Path file, int batch, byte[][] batches, double seconds, int threads)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Future<?>[] running = new Future<?>[threads];
      for (int i = 0; i < threads; i++) {
        Caller own = open(file, batch);
        running[i] = pool.submit(() -> measure(own, batches, seconds));
      }
      double sum = 0;
      for (Future<?> one : running) {
        sum += (Double) one.get();
      }
      return sum / threads;
    } finally {
      pool.shutdown();
    }
  }

  /** Nanoseconds a call: the median of bursts, after as long a time of warming up. */
  private static double measure(Caller caller, byte[][] batches, double seconds)
      throws IOException {
    float[] scores = new float[batches[0].length / caller.inputSize() * caller.outputSize()];
    long half = (long) (seconds / 2 * 1e9);
    long start = System.nanoTime();
    int calls = 0;
    do {
      caller.answer(batches[calls++ % batches.length], scores);
    } while (System.nanoTime() - start < half);
    int burst = (int) Math.max(1, calls * BURST_NANOS / half);
    double[] bursts = new double[(int) Math.max(5, half / BURST_NANOS)];
    int count = 0;
    start = System.nanoTime();
    long end = start + half;
    while (count < bursts.length && (count < 5 || start < end)) {
      for (int i = 0; i < burst; i++) {
        caller.answer(batches[i % batches.length], scores);
      }
      long now = System.nanoTime();
      bursts[count++] = (double) (now - start) / burst;
      start = now;
    }
    Arrays.sort(bursts, 0, count);
    return bursts[count / 2];
  }

  /** Bytes on the heap, the least of some calls; -1 where the JVM does not count them. */
  private static long allocated(Caller caller, byte[] pixels, float[] scores) throws IOException {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean)) {
      return -1;
    }
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = bean.getThreadAllocatedBytes(thread);
      caller.answer(pixels, scores);
      least = Math.min(least, bean.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }

  private static long heapBytes(Path file, int batch) throws IOException {
    long before = used();
    Caller caller = open(file, batch);
    caller.answer(new byte[batch * caller.inputSize()], new float[batch * caller.outputSize()]);
    long after = used();
    caller.close();
    return Math.max(0, after - before);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

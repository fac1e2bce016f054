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
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.runtime.SparseModel;

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
   * @param args file, batch, threads, seconds, what an ONNX file calls the batch
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    int batch = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    Opener opener = () -> open(file, batch, args[4]);
    long start = System.nanoTime();
    LoadedNet net = opener.open();
    float[] scores = new float[batch * net.outputSize()];
    byte[][] batches = noise(batch * net.inputSize());
    net.answer(batches[0], batch, scores);
    double first = (System.nanoTime() - start) / 1e6;
    double nanos =
        threads == 1
            ? measure(net, batch, batches, seconds)
            : measure(opener, batch, batches, seconds, threads);
    long allocated = allocated(net, batch, batches[0], seconds);
    net.close();
    System.out.println(new CallTime(first, nanos, allocated, heapBytes(opener, batch)).line());
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

  /** Loads the net under measurement once more. */
  private interface Opener {
    LoadedNet open() throws IOException;
  }

  private static LoadedNet open(Path file, int batch, String dimension) throws IOException {
    return InputFile.Kind.ONNX.isNameOf(file)
        ? OnnxRuntimeNet.load(file, new OnnxRuntimeNet.Fixed(batch, dimension))
        : SparseVdNet.single(SparseModel.load(file), batch);
  }

  /** Mean over threads that call at the same time, each a net of its own. */
  private static double measure(
      Opener opener, int batch, byte[][] batches, double seconds, int threads)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Future<?>[] running = new Future<?>[threads];
      for (int i = 0; i < threads; i++) {
        LoadedNet own = opener.open();
        running[i] =
            pool.submit(
                () -> {
                  try (own) {
                    return measure(own, batch, batches, seconds);
                  }
                });
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

  /**
   * Nanoseconds a call: the median of bursts, after as long a time of warming up. Calls that take
   * longer than half the time are made once for each.
   */
  static double measure(LoadedNet net, int batch, byte[][] batches, double seconds)
      throws IOException {
    float[] scores = new float[batch * net.outputSize()];
    long half = (long) (seconds / 2 * 1e9);
    long start = System.nanoTime();
    long calls = 0;
    do {
      net.answer(batches[(int) (calls++ % batches.length)], batch, scores);
    } while (System.nanoTime() - start < half);
    int burst = (int) Math.max(1, (double) calls * BURST_NANOS / half);
    double[] bursts = new double[(int) Math.max(5, half / BURST_NANOS)];
    int count = 0;
    start = System.nanoTime();
    long end = start + half;
    while (count < bursts.length && (count == 0 || start < end)) {
      for (int i = 0; i < burst; i++) {
        net.answer(batches[i % batches.length], batch, scores);
      }
      long now = System.nanoTime();
      bursts[count++] = (double) (now - start) / burst;
      start = now;
    }
    Arrays.sort(bursts, 0, count);
    return bursts[count / 2];
  }

  /**
   * Bytes on the heap, the least of some calls; -1 where the JVM does not count them.
   *
   * @param seconds after which no other call begins
   */
  static long allocated(LoadedNet net, int batch, byte[] pixels, double seconds)
      throws IOException {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean)) {
      return -1;
    }
    long thread = Thread.currentThread().getId();
    float[] scores = new float[batch * net.outputSize()];
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    for (int i = 0; i == 0 || i < 20 && System.nanoTime() - start < seconds * 1e9; i++) {
      long before = bean.getThreadAllocatedBytes(thread);
      net.answer(pixels, batch, scores);
      least = Math.min(least, bean.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }

  private static long heapBytes(Opener opener, int batch) throws IOException {
    long before = used();
    LoadedNet net = opener.open();
    net.answer(new byte[batch * net.inputSize()], batch, new float[batch * net.outputSize()]);
    long after = used();
    net.close();
    return Math.max(0, after - before);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

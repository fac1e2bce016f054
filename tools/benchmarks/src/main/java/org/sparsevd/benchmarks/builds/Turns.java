package org.sparsevd.benchmarks.builds;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.sparsevd.benchmarks.report.Median;

/**
 * One JVM, in which two builds answer by turns of some milliseconds. A machine that changes its
 * speed changes it for both, so their ratio is far steadier than their times.
 */
final class Turns {
  private static final double TURN = 5e6;
  private static final int WARM_UP = 50;
  private static final MethodType RUN =
      MethodType.methodType(void.class, byte[].class, int.class, float[].class);

  private final byte[][] batches;
  private final int batch;
  private final float[] scores;

  private Turns(byte[] pixels, int batch, int inputSize, int outputSize) {
    this.batch = batch;
    this.scores = new float[batch * outputSize];
    this.batches = new byte[pixels.length / (batch * inputSize)][];
    for (int i = 0; i < batches.length; i++) {
      int from = i * batch * inputSize;
      batches[i] = Arrays.copyOfRange(pixels, from, from + batch * inputSize);
    }
  }

  /**
   * Prints microseconds a call before and now, and the median, lower and upper quartile of now
   * against before.
   *
   * @param args class paths before and now, file of the net, file of raw pixels, inputs a call,
   *     floats of an input and of an output, seconds, and 1 if the newer build comes first
   */
  public static void main(String[] args) throws Throwable {
    byte[] pixels = Files.readAllBytes(Path.of(args[3]));
    int batch = Integer.parseInt(args[4]);
    Turns turns = new Turns(pixels, batch, Integer.parseInt(args[5]), Integer.parseInt(args[6]));
    MethodHandle[] builds = new MethodHandle[2];
    int first = Integer.parseInt(args[8]);
    for (int build : new int[] {first, 1 - first}) {
      builds[build] = open(Build.ofClassPath(args[build]), Path.of(args[2]), batch);
    }
    turns.measure(builds, first, Double.parseDouble(args[7]));
  }

  /** {@code Session.run} of a build, on a session for this net. */
  private static MethodHandle open(Build build, Path net, int batch) throws Throwable {
    Class<?> type = build.loader().loadClass("org.sparsevd.runtime.SparseModel");
    Object model = type.getMethod("load", Path.class).invoke(null, net);
    Object session = type.getMethod("newSession", int.class).invoke(model, batch);
    return MethodHandles.publicLookup().bind(session, "run", RUN);
  }

  private void measure(MethodHandle[] builds, int first, double seconds) throws Throwable {
    long warm = (long) (seconds * 1e9 / 2);
    for (int build : new int[] {first, 1 - first}) {
      for (long end = System.nanoTime() + warm; System.nanoTime() < end; ) {
        turn(builds[build], 1);
      }
    }
    int calls = (int) Math.max(1, TURN / turn(builds[0], WARM_UP));
    int most = 1 << 16;
    double[] before = new double[most];
    double[] now = new double[most];
    double[] ratios = new double[most];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (count < most && (count == 0 || System.nanoTime() < end)) {
      before[count] = turn(builds[0], calls);
      now[count] = turn(builds[1], calls);
      ratios[count] = 2 * now[count] / (before[count] + turn(builds[0], calls));
      count++;
    }
    double[] sorted = Arrays.copyOf(ratios, count);
    Arrays.sort(sorted);
    System.out.println(
        Median.of(Arrays.copyOf(before, count)) / 1e3
            + " "
            + Median.of(Arrays.copyOf(now, count)) / 1e3
            + " "
            + Median.of(sorted)
            + " "
            + sorted[count / 4]
            + " "
            + sorted[3 * count / 4]);
  }

  /** Nanoseconds a call. */
  private double turn(MethodHandle run, int calls) throws Throwable {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      run.invokeExact(batches[i % batches.length], batch, scores);
    }
    return (System.nanoTime() - start) / (double) calls;
  }
}

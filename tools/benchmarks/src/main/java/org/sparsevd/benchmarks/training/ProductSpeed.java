package org.sparsevd.benchmarks.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sparsevd.trainer.host.HostBackend;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Geometry;

/**
 * Speed of the three products of a layer in the trainer's backend for CPUs, and of the machine.
 * Every figure is the best of a few trials: other processes only ever make it smaller.
 */
final class ProductSpeed {
  private final int threads;
  private final int trials;
  private final double secondsPerTrial;

  /** GFLOP/s of the three products of one layer. */
  record Speeds(String layer, double product, double weightGradient, double inputGradient) {}

  /**
   * A measurement.
   *
   * @param trials of each product, the first of which warm up
   */
  ProductSpeed(int threads, int trials, double secondsPerTrial) {
    this.threads = threads;
    this.trials = trials;
    this.secondsPerTrial = secondsPerTrial;
  }

  /** The machine's peak on that many threads, in GFLOP/s. */
  double peak() throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<PeakSpeed> loops = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        loops.add(new PeakSpeed());
      }
      double best = 0;
      for (int trial = 0; trial < 2 * trials; trial++) {
        double sum = 0;
        for (Future<Long> nanoseconds : pool.invokeAll(loops)) {
          sum += (double) PeakSpeed.operations() / nanoseconds.get();
        }
        best = Math.max(best, sum);
      }
      for (PeakSpeed loop : loops) {
        if (!Float.isFinite(loop.result())) {
          throw new IllegalStateException("the peak loop ended in " + loop.result());
        }
      }
      return best;
    } finally {
      pool.shutdown();
    }
  }

  /** The products of a layer at random weights and inputs. */
  Speeds measure(String layer, Geometry geometry) {
    try (Backend backend = HostBackend.open(threads)) {
      Random random = new Random(1);
      Buffer weight = filled(backend, random, geometry.weights());
      Buffer x = filled(backend, random, geometry.inputSize());
      Buffer y = filled(backend, random, geometry.outputSize());
      Buffer dWeight = backend.buffer(geometry.weights());
      Buffer dx = backend.buffer(geometry.inputSize());
      double operations = 2.0 * geometry.depth() * geometry.outputSize();
      return new Speeds(
          layer,
          best(operations, () -> backend.product(geometry, weight, x, y)),
          best(operations, () -> backend.weightGradient(geometry, y, x, dWeight)),
          best(operations, () -> backend.inputGradient(geometry, weight, y, dx)));
    }
  }

  private static Buffer filled(Backend backend, Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (0.1 * random.nextGaussian());
    }
    Buffer buffer = backend.buffer(size);
    backend.upload(values, buffer);
    return buffer;
  }

  private double best(double operations, Runnable work) {
    double best = 0;
    for (int trial = 0; trial < trials; trial++) {
      long runs = 0;
      long start = System.nanoTime();
      long elapsed;
      do {
        work.run();
        runs++;
        elapsed = System.nanoTime() - start;
      } while (elapsed < secondsPerTrial * 1e9);
      best = Math.max(best, operations * runs / elapsed);
    }
    return best;
  }
}

package org.sparsevd.benchmarks.training;

import java.util.Arrays;
import org.sparsevd.benchmarks.report.Median;
import org.sparsevd.trainer.StepProgress;
import org.sparsevd.trainer.TrainingListener;

/**
 * Times the steps of a run after a warm-up. The first step of an epoch does not count: before it
 * lie evaluation and checkpoint, which the other side does not have.
 */
final class StepClock implements TrainingListener {
  private final int warmup;
  private final long[] nanoseconds;
  private final Runnable whenDone;
  private int seen;
  private int measured;
  private long before;
  private int stepsPerEpoch;
  private double loss;

  /**
   * A clock.
   *
   * @param warmup steps to let pass
   * @param steps to measure
   * @param whenDone called after the last
   */
  StepClock(int warmup, int steps, Runnable whenDone) {
    this.warmup = warmup;
    this.nanoseconds = new long[steps];
    this.whenDone = whenDone;
  }

  @Override
  public void step(StepProgress progress) {
    long now = System.nanoTime();
    stepsPerEpoch = progress.steps();
    loss = progress.trainLoss();
    if (seen >= warmup && progress.step() > 1 && measured < nanoseconds.length) {
      nanoseconds[measured++] = now - before;
      if (measured == nanoseconds.length) {
        whenDone.run();
      }
    }
    seen++;
    before = System.nanoTime();
  }

  /** Mean time of a step times the steps of an epoch. */
  double secondsPerEpoch() {
    return Arrays.stream(nanoseconds, 0, measured).average().orElse(Double.NaN)
        * 1e-9
        * stepsPerEpoch;
  }

  /** The same from the median step. */
  double medianSecondsPerEpoch() {
    double[] steps = Arrays.stream(nanoseconds, 0, measured).asDoubleStream().toArray();
    return Median.of(steps) * 1e-9 * stepsPerEpoch;
  }

  /** Mean cross-entropy of the epoch's steps so far, in nats. */
  double loss() {
    return loss;
  }

  int measured() {
    return measured;
  }
}

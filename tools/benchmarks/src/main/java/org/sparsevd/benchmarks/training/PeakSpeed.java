package org.sparsevd.benchmarks.training;

import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fused multiply-adds that a core can do: twelve independent sums in registers, enough to hide
 * the latency of an addition on every processor with two such units.
 */
public final class PeakSpeed implements Callable<Long> {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 12;
  private static final int TURNS = 10_000_000;

  /** Kept, so that the loop has to be run. */
  private float result;

  /** The speed of this thread, in operations a nanosecond: the best of some trials. */
  public static double gigaflops() {
    PeakSpeed peak = new PeakSpeed();
    long least = Long.MAX_VALUE;
    for (int trial = 0; trial < 10; trial++) {
      least = Math.min(least, peak.call());
    }
    return (double) operations() / least;
  }

  /** Operations of one {@link #call}: a multiplication and an addition in each lane. */
  static long operations() {
    return 2L * SUMS * SPECIES.length() * TURNS;
  }

  static int lanes() {
    return SPECIES.length();
  }

  /** The nanoseconds of {@link #operations}. */
  @Override
  public Long call() {
    long start = System.nanoTime();
    result += loop(0.999f, 0.001f);
    return System.nanoTime() - start;
  }

  float result() {
    return result;
  }

  private static float loop(float factor, float term) {
    FloatVector a = FloatVector.broadcast(SPECIES, factor);
    FloatVector b = FloatVector.broadcast(SPECIES, term);
    FloatVector s0 = b;
    FloatVector s1 = b;
    FloatVector s2 = b;
    FloatVector s3 = b;
    FloatVector s4 = b;
    FloatVector s5 = b;
    FloatVector s6 = b;
    FloatVector s7 = b;
    FloatVector s8 = b;
    FloatVector s9 = b;
    FloatVector s10 = b;
    FloatVector s11 = b;
    for (int i = 0; i < TURNS; i++) {
      s0 = s0.fma(a, b);
      s1 = s1.fma(a, b);
      s2 = s2.fma(a, b);
      s3 = s3.fma(a, b);
      s4 = s4.fma(a, b);
      s5 = s5.fma(a, b);
      s6 = s6.fma(a, b);
      s7 = s7.fma(a, b);
      s8 = s8.fma(a, b);
      s9 = s9.fma(a, b);
      s10 = s10.fma(a, b);
      s11 = s11.fma(a, b);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
    return low.add(high).lane(0);
  }
}

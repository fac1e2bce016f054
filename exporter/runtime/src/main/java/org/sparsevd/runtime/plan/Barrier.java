package org.sparsevd.runtime.plan;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Where threads that share the steps of a plan wait for each other. A step takes microseconds, so
 * they spin first. Then they let others have the processor, one of which may be whom they wait for.
 * At last they sleep a little at a time: nobody has to wake them.
 */
public final class Barrier {
  /** Longs between the counters of two threads: two cache lines. */
  private static final int APART = 16;

  private static final int SPINS = 1500;
  private static final int YIELDS = SPINS + 300;
  private static final long SLEEP_NANOS = 20_000;

  private final AtomicLongArray passed;
  private volatile int parts;
  private volatile boolean broken;

  /** For so many threads at most. */
  public Barrier(int threads) {
    passed = new AtomicLongArray((threads + 1) * APART);
  }

  /** Gets ready for so many threads. None of them may be on its way. */
  public void reset(int threads) {
    for (int part = 0; part < threads; part++) {
      passed.set(place(part), 0);
    }
    broken = false;
    parts = threads;
  }

  private static int place(int part) {
    return (part + 1) * APART;
  }

  /**
   * Waits until all threads have come as far.
   *
   * @return whether they have; else one never will
   */
  public boolean pass(int part) {
    long turn = passed.get(place(part)) + 1;
    passed.set(place(part), turn);
    for (int other = 0; other < parts; other++) {
      if (other != part && !await(place(other), turn)) {
        return false;
      }
    }
    return !broken;
  }

  private boolean await(int place, long turn) {
    int spins = 0;
    while (passed.get(place) < turn) {
      if (broken) {
        return false;
      }
      if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else if (spins < YIELDS) {
        spins++;
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, SLEEP_NANOS);
      }
    }
    return true;
  }

  /** Lets all who wait go, since one of them will not come. */
  public void breakUp() {
    broken = true;
  }
}

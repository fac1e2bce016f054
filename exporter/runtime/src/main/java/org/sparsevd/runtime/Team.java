package org.sparsevd.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A caller and the helpers that it has for the time of a call. */
final class Team implements AutoCloseable {
  private static final int SPINS = 1500;
  private static final long SLEEP_NANOS = 20_000;

  private final Crew.Helper[] helpers;
  private final AtomicInteger working = new AtomicInteger();
  private volatile Throwable failure;
  private Work work;
  private int parts;

  /** What can be done in parts at the same time. */
  interface Work {
    /** So many parts begin. */
    void begin(int parts);

    void run(int part, int parts);

    /** A part has failed, for which others may wait. */
    void giveUp();
  }

  /** A team of at most so many threads, the caller's among them. */
  Team(int threads) {
    helpers = new Crew.Helper[threads - 1];
    Crew.SHARED.join(helpers.length);
  }

  /**
   * Does all of it, on as many threads as are free.
   *
   * @throws RuntimeException what a part threw, as errors
   */
  void run(Work next) {
    int lent = Crew.SHARED.lend(helpers);
    work = next;
    parts = lent + 1;
    failure = null;
    working.set(lent);
    next.begin(parts);
    for (int i = 0; i < lent; i++) {
      helpers[i].start(this, i + 1);
    }
    help(0);
    awaitHelpers();
    work = null;
    rethrow(failure);
  }

  /** Does a part of the work. Whatever it throws, errors too, the caller must learn of. */
  void help(int part) {
    try {
      work.run(part, parts);
    } catch (RuntimeException | Error e) {
      failure = e;
      work.giveUp();
    }
  }

  /** A helper has done its part. */
  void done() {
    working.decrementAndGet();
  }

  /** What waits for a result cannot be interrupted. */
  private void awaitHelpers() {
    for (int spins = 0; working.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, SLEEP_NANOS);
      }
    }
  }

  private static void rethrow(Throwable problem) {
    if (problem instanceof Error error) {
      throw error;
    } else if (problem instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Helpers that no other team wants end. */
  @Override
  public void close() {
    Crew.SHARED.leave(helpers.length);
  }
}

package org.sparsevd.trainer.host;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads for loops of independent tasks. They spin a while before they sleep, because a training
 * step consists of some dozens of loops of a few hundred microseconds.
 */
final class Workers implements AutoCloseable {
  private static final int SPINS = 20_000;

  private final Thread[] threads;
  private volatile Loop current;
  private volatile boolean closed;

  /** One run of {@link #run}: whoever comes takes the next task. */
  private static final class Loop {
    private final int tasks;
    private final IntConsumer task;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Loop(int tasks, IntConsumer task) {
      this.tasks = tasks;
      this.task = task;
    }

    void work() {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        try {
          task.accept(i);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        done.incrementAndGet();
      }
    }
  }

  /** That many threads in all, the caller's included. */
  Workers(int count) {
    threads = new Thread[count - 1];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(this::serve, "sparsevd-trainer-" + (i + 1));
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  int count() {
    return threads.length + 1;
  }

  private void serve() {
    Loop last = null;
    int idle = 0;
    while (!closed) {
      Loop loop = current;
      if (loop != last) {
        loop.work();
        last = loop;
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        idle = 0;
      }
    }
  }

  /** Runs tasks 0 to {@code tasks - 1} and returns when all are done. */
  void run(int tasks, IntConsumer task) {
    if (threads.length == 0 || tasks == 1) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    Loop loop = new Loop(tasks, task);
    current = loop;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    loop.work();
    for (int spins = 0; loop.done.get() < tasks; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        // Whoever has the last task may be waiting for this processor.
        Thread.yield();
      }
    }
    if (loop.failure instanceof RuntimeException e) {
      throw e;
    } else if (loop.failure instanceof Error e) {
      throw e;
    }
  }

  /** Cuts {@code 0 .. size} into ranges that are multiples of a grain and runs them. */
  void ranges(int size, int grain, RangeTask task) {
    int grains = (size + grain - 1) / grain;
    int tasks = Math.min(grains, count() == 1 ? 1 : count() * 4);
    run(
        tasks,
        i -> {
          int from = (int) ((long) grains * i / tasks) * grain;
          int to = Math.min(size, (int) ((long) grains * (i + 1) / tasks) * grain);
          task.accept(from, to);
        });
  }

  /** Work on the indices {@code from} to {@code to - 1}. */
  interface RangeTask {
    void accept(int from, int to);
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}

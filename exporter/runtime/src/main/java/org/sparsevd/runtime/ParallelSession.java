package org.sparsevd.runtime;

import java.util.Arrays;

/**
 * Runs large batches of a {@link SparseModel} on several threads, each with a {@link Session} of
 * its own. Results are those of a session, to the bit. One caller at a time; {@link #close} ends
 * the threads. What a thread throws, an error such as want of memory included, the caller's {@code
 * run} throws; the session can be used again afterwards.
 */
public final class ParallelSession implements AutoCloseable {
  private final SparseModel model;
  private final Session[] sessions;
  private final Object monitor = new Object();
  private final boolean[] waiting;
  private Batch batch;
  private boolean closed;
  private int working;
  private Throwable failure;

  /** One of the two kinds of inputs, the other null. */
  private record Batch(byte[] pixels, float[] inputs, int size, int share, float[] outputs) {

    void run(Session session, int part) {
      int first = part * share;
      int count = Math.min(share, size - first);
      if (count > 0 && pixels != null) {
        session.run(pixels, first, count, outputs);
      } else if (count > 0) {
        session.run(inputs, first, count, outputs);
      }
    }
  }

  ParallelSession(SparseModel model, int threads) {
    this.model = model;
    this.sessions = new Session[threads];
    this.waiting = new boolean[threads];
    for (int i = 0; i < threads; i++) {
      sessions[i] = model.newSession();
      if (i > 0) {
        int part = i;
        Thread thread = new Thread(() -> work(part), "sparsevd-" + i);
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  /**
   * The results for a batch; see {@link Session#run(float[], int, float[])}.
   *
   * @throws IllegalStateException if this is closed
   */
  public void run(float[] inputs, int size, float[] outputs) {
    sessions[0].check(inputs.length, size, outputs.length);
    run(new Batch(null, inputs, size, share(size), outputs));
  }

  /**
   * The results for a batch of raw pixels; see {@link Session#run(byte[], int, float[])}.
   *
   * @throws IllegalStateException if this is closed
   */
  public void run(byte[] pixels, int size, float[] outputs) {
    sessions[0].check(pixels.length, size, outputs.length);
    run(new Batch(pixels, null, size, share(size), outputs));
  }

  /** Inputs for each thread, in full blocks. */
  private int share(int size) {
    int block = model.fixed().engine(0).blocks().block();
    return ((size - 1) / sessions.length / block + 1) * block;
  }

  private void run(Batch next) {
    synchronized (monitor) {
      if (closed) {
        throw new IllegalStateException("this session is closed");
      }
      batch = next;
      Arrays.fill(waiting, true);
      working = sessions.length - 1;
      failure = null;
      monitor.notifyAll();
    }
    Throwable own = attempt(next, 0);
    synchronized (monitor) {
      awaitWorkers();
      batch = null;
      rethrow(own != null ? own : failure);
    }
  }

  /** What waits for a result cannot be interrupted; whoever tries is told afterwards. */
  private void awaitWorkers() {
    boolean interrupted = false;
    while (working > 0) {
      try {
        monitor.wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(int part) {
    for (Batch next = next(part); next != null; next = next(part)) {
      Throwable problem = attempt(next, part);
      synchronized (monitor) {
        failure = problem == null ? failure : problem;
        working--;
        monitor.notifyAll();
      }
    }
  }

  /** The next batch that a worker has a part of; null where there will be none. */
  private Batch next(int part) {
    synchronized (monitor) {
      while (!waiting[part] && !closed) {
        try {
          monitor.wait();
        } catch (InterruptedException e) {
          // Nobody but close ends this thread.
        }
      }
      boolean called = waiting[part];
      waiting[part] = false;
      return called ? batch : null;
    }
  }

  /** Everything that is thrown, errors too: who waits for this part must learn of it. */
  private Throwable attempt(Batch next, int part) {
    try {
      next.run(sessions[part], part);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private static void rethrow(Throwable problem) {
    if (problem instanceof Error error) {
      throw error;
    } else if (problem instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Ends the threads; a second time does nothing. */
  @Override
  public void close() {
    synchronized (monitor) {
      closed = true;
      monitor.notifyAll();
    }
  }
}

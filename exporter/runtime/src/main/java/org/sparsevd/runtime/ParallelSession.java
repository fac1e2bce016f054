package org.sparsevd.runtime;

/**
 * Runs large batches of a {@link SparseModel} on several threads, each with a {@link Session} of
 * its own. Results are those of a session, to the bit. One caller at a time; {@link #close} ends
 * the threads.
 */
public final class ParallelSession implements AutoCloseable {
  private final SparseModel model;
  private final Session[] sessions;
  private final Object monitor = new Object();
  private Batch batch;
  private int round;
  private int working;
  private RuntimeException failure;

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
    int block = model.engine(0).blocks().block();
    return ((size - 1) / sessions.length / block + 1) * block;
  }

  private void run(Batch next) {
    synchronized (monitor) {
      if (round < 0) {
        throw new IllegalStateException("this session is closed");
      }
      batch = next;
      round++;
      working = sessions.length - 1;
      failure = null;
      monitor.notifyAll();
    }
    RuntimeException own = attempt(next, 0);
    synchronized (monitor) {
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
      batch = null;
      if (own != null || failure != null) {
        throw own != null ? own : failure;
      }
    }
  }

  private void work(int part) {
    int seen = 0;
    while (true) {
      Batch next;
      synchronized (monitor) {
        while (round == seen) {
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            // Nobody but close ends this thread.
          }
        }
        if (round < 0) {
          return;
        }
        seen = round;
        next = batch;
      }
      RuntimeException problem = attempt(next, part);
      synchronized (monitor) {
        failure = problem == null ? failure : problem;
        working--;
        monitor.notifyAll();
      }
    }
  }

  private RuntimeException attempt(Batch next, int part) {
    try {
      next.run(sessions[part], part);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Ends the threads; a second time does nothing. */
  @Override
  public void close() {
    synchronized (monitor) {
      round = -1;
      monitor.notifyAll();
    }
  }
}

package org.sparsevd.runtime;

import org.sparsevd.runtime.plan.Engine;

/**
 * Runs a {@link SparseModel} on several threads: large batches input by input, each thread with a
 * {@link Session} of its own, and a single input of a net of large images layer by layer. Results
 * are those of a session, to the bit.
 *
 * <p>All such sessions of a JVM share the threads that help their callers. A session gets as many
 * as are free at the time of a call. So 64 sessions on two processors have one helper among them,
 * not 64. Where nobody needs them any more, because sessions are {@linkplain #close closed}, they
 * end.
 *
 * <p>One caller at a time. What a thread throws, an error such as want of memory included, the
 * caller's {@code run} throws; the session can be used again afterwards.
 */
public final class ParallelSession implements AutoCloseable {
  private final SparseModel model;
  private final int threads;
  private final Team team;
  private final SharedBatch batch;
  private final Session whole;
  private volatile boolean closed;

  ParallelSession(SparseModel model, int threads) {
    this.model = model;
    this.threads = threads;
    this.team = new Team(threads);
    this.batch = new SharedBatch(model, threads);
    this.whole = new Session(model, Integer.MAX_VALUE, new SharedLayers(team, threads));
  }

  /**
   * The results for a batch; see {@link Session#run(float[], int, float[])}.
   *
   * @throws IllegalStateException if this is closed
   */
  public void run(float[] inputs, int size, float[] outputs) {
    check(inputs.length, size, outputs.length);
    int shared = shared(size);
    if (shared > 0) {
      batch.set(null, inputs, shared, outputs);
      team.run(batch);
    }
    if (shared < size) {
      whole.run(inputs, shared, size - shared, outputs);
    }
  }

  /**
   * The results for a batch of raw pixels; see {@link Session#run(byte[], int, float[])}.
   *
   * @throws IllegalStateException if this is closed
   */
  public void run(byte[] pixels, int size, float[] outputs) {
    check(pixels.length, size, outputs.length);
    int shared = shared(size);
    if (shared > 0) {
      batch.set(pixels, null, shared, outputs);
      team.run(batch);
    }
    if (shared < size) {
      whole.run(pixels, shared, size - shared, outputs);
    }
  }

  private void check(int inputs, int size, int outputs) {
    whole.check(inputs, size, outputs);
    if (closed) {
      throw new IllegalStateException("this session is closed");
    }
  }

  /** How many inputs are shared out one by one; threads share the layers of each of the others. */
  private int shared(int size) {
    Engine engine = model.fixed().engine(0);
    if (threads == 1 || !engine.sharesLayers()) {
      return size;
    } else if (engine.isAlone()) {
      return size - size % threads;
    }
    return size < threads ? 0 : size;
  }

  /** Gives the threads back; a second time does nothing. */
  @Override
  public synchronized void close() {
    boolean first = !closed;
    closed = true;
    if (first) {
      team.close();
    }
  }
}

package org.sparsevd.nets;

import org.sparsevd.runtime.ParallelSession;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.Shape;

/** A net in our runtime. */
public final class SparseVdNet implements LoadedNet {
  private final SparseModel model;
  private final Call<float[]> numbers;
  private final Call<byte[]> pixels;
  private final Runnable end;

  /** What a session of either kind does with inputs of one kind. */
  private interface Call<T> {
    void run(T inputs, int batch, float[] answers);
  }

  private SparseVdNet(SparseModel model, Call<float[]> numbers, Call<byte[]> pixels, Runnable end) {
    this.model = model;
    this.numbers = numbers;
    this.pixels = pixels;
    this.end = end;
  }

  /**
   * A net on the caller's thread.
   *
   * @param largestBatch that it is asked for
   */
  public static SparseVdNet single(SparseModel model, int largestBatch) {
    Session session = model.newSession(largestBatch);
    return new SparseVdNet(model, session::run, session::run, () -> {});
  }

  /** A net that shares batches out to all processors, until it is closed. */
  public static SparseVdNet parallel(SparseModel model) {
    return parallel(model, Runtime.getRuntime().availableProcessors());
  }

  /** The same for so many threads, the caller's among them. */
  public static SparseVdNet parallel(SparseModel model, int threads) {
    ParallelSession all = model.newParallelSession(threads);
    return new SparseVdNet(model, all::run, all::run, all::close);
  }

  @Override
  public Shape inputShape() {
    return model.inputShape();
  }

  @Override
  public int inputSize() {
    return model.inputSize();
  }

  @Override
  public int outputSize() {
    return model.outputSize();
  }

  @Override
  public void answer(float[] inputs, int batch, float[] answers) {
    numbers.run(inputs, batch, answers);
  }

  @Override
  public void answer(byte[] raw, int batch, float[] answers) {
    pixels.run(raw, batch, answers);
  }

  @Override
  public void close() {
    end.run();
  }
}

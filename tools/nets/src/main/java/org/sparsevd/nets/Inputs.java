package org.sparsevd.nets;

import java.io.IOException;
import java.util.Arrays;
import org.sparsevd.compress.Answers;

/** Inputs of a net in memory, all of one kind. */
public sealed interface Inputs {
  /** Inputs that a net is asked for at once. */
  int BATCH = 256;

  /** Values of one input. */
  int size();

  int count();

  /** Some of them. */
  Inputs some(int from, int count);

  /** Asks a net for its answers to all of these at once; see {@link LoadedNet}. */
  void ask(LoadedNet net, float[] answers) throws IOException;

  /**
   * The answers of a net to all of them, asked for in batches.
   *
   * @throws IllegalArgumentException if the net takes other inputs
   */
  default Answers answers(LoadedNet net) throws IOException {
    if (net.inputSize() != size()) {
      throw new IllegalArgumentException(
          "expected inputs of " + net.inputSize() + " values, found " + size());
    }
    int output = net.outputSize();
    float[] all = new float[Math.multiplyExact(count(), output)];
    float[] few = new float[Math.multiplyExact(Math.min(BATCH, count()), output)];
    for (int from = 0; from < count(); from += BATCH) {
      int batch = Math.min(BATCH, count() - from);
      some(from, batch).ask(net, few);
      System.arraycopy(few, 0, all, from * output, batch * output);
    }
    return new Answers(all, output);
  }

  /**
   * Raw pixels, which enter a net as 0 to 255.
   *
   * @param values unsigned, {@code [count, size]}
   */
  record Pixels(byte[] values, int size) implements Inputs {
    @Override
    public int count() {
      return values.length / size;
    }

    @Override
    public Pixels some(int from, int count) {
      return new Pixels(Arrays.copyOfRange(values, from * size, (from + count) * size), size);
    }

    @Override
    public void ask(LoadedNet net, float[] answers) throws IOException {
      net.answer(values, count(), answers);
    }
  }

  /**
   * Numbers as a net takes them.
   *
   * @param values {@code [count, size]}
   */
  record Numbers(float[] values, int size) implements Inputs {
    @Override
    public int count() {
      return values.length / size;
    }

    @Override
    public Numbers some(int from, int count) {
      return new Numbers(Arrays.copyOfRange(values, from * size, (from + count) * size), size);
    }

    @Override
    public void ask(LoadedNet net, float[] answers) throws IOException {
      net.answer(values, count(), answers);
    }
  }
}

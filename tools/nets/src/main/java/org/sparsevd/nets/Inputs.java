package org.sparsevd.nets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sparsevd.compress.Answers;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.Shape;

/** Inputs of a net in memory: raw pixels, or numbers as the net takes them. */
public final class Inputs {
  /** Inputs that a net is asked for at once. */
  public static final int BATCH = 256;

  private final int size;
  private final int count;
  private final Part part;

  /** Asks a net for its answers to the inputs whose values stand from one index to another. */
  private interface Part {
    void ask(LoadedNet net, int from, int to, float[] answers) throws IOException;
  }

  private Inputs(int size, int count, Part part) {
    this.size = size;
    this.count = count;
    this.part = part;
  }

  /**
   * Raw pixels, which enter a net as 0 to 255.
   *
   * @param values unsigned, {@code [count, size]}
   */
  public static Inputs pixels(byte[] values, int size) {
    return new Inputs(
        size,
        values.length / size,
        (net, from, to, answers) ->
            net.answer(Arrays.copyOfRange(values, from, to), (to - from) / size, answers));
  }

  /**
   * Numbers as a net takes them.
   *
   * @param values {@code [count, size]}
   */
  public static Inputs numbers(float[] values, int size) {
    return new Inputs(
        size,
        values.length / size,
        (net, from, to, answers) ->
            net.answer(Arrays.copyOfRange(values, from, to), (to - from) / size, answers));
  }

  public int count() {
    return count;
  }

  /**
   * Some of them.
   *
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public Inputs some(int first, int number) {
    Objects.checkFromIndexSize(first, number, count);
    return new Inputs(
        size,
        number,
        (net, from, to, answers) -> part.ask(net, first * size + from, first * size + to, answers));
  }

  /** Asks a net for its answers to all of these at once; see {@link LoadedNet}. */
  public void ask(LoadedNet net, float[] answers) throws IOException {
    part.ask(net, 0, count * size, answers);
  }

  /**
   * The answers of a net to all of them, asked for in batches.
   *
   * @throws IllegalArgumentException if the net takes other inputs
   */
  public Answers answers(LoadedNet net) throws IOException {
    if (net.inputSize() != size) {
      throw new IllegalArgumentException(
          "expected inputs of " + net.inputSize() + " values, found " + size);
    }
    int output = net.outputSize();
    float[] all = new float[Math.multiplyExact(count, output)];
    float[] few = new float[Math.multiplyExact(Math.min(BATCH, count), output)];
    for (int from = 0; from < count; from += BATCH) {
      int batch = Math.min(BATCH, count - from);
      part.ask(net, from * size, (from + batch) * size, few);
      System.arraycopy(few, 0, all, from * output, batch * output);
    }
    return new Answers(all, output);
  }

  /**
   * The same as calls by name, in batches.
   *
   * @param shape of an input
   */
  List<Map<String, Value>> calls(String name, Shape shape, int batch) {
    List<Map<String, Value>> calls = new ArrayList<>();
    Recorder recorder = new Recorder(name, shape, calls);
    for (int from = 0; from < count; from += batch) {
      try {
        part.ask(recorder, from * size, Math.min(count, from + batch) * size, new float[0]);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return calls;
  }

  /** Answers nothing, but notes what it is asked. */
  private record Recorder(String name, Shape inputShape, List<Map<String, Value>> calls)
      implements LoadedNet {
    @Override
    public int inputSize() {
      return inputShape.size();
    }

    @Override
    public int outputSize() {
      return 0;
    }

    @Override
    public void answer(float[] inputs, int batch, float[] answers) {
      int[] dims = new int[inputShape.rank() + 1];
      dims[0] = batch;
      System.arraycopy(inputShape.toArray(), 0, dims, 1, inputShape.rank());
      calls.add(Map.of(name, Value.of(inputs, dims)));
    }

    @Override
    public void answer(byte[] pixels, int batch, float[] answers) {
      float[] inputs = new float[pixels.length];
      for (int i = 0; i < pixels.length; i++) {
        inputs[i] = Byte.toUnsignedInt(pixels[i]);
      }
      answer(inputs, batch, answers);
    }

    @Override
    public void close() {}
  }
}

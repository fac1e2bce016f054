package org.sparsevd.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a {@link SparseModel} with scratch memory of its own: it allocates nothing per call, and
 * must not be used by two threads at once. (Three calls allocate: the first batch, the first input
 * out of the ordinary, and the one with which the model moves to its final kernels; see {@link
 * SparseModel}.)
 *
 * <p>A batch is worked off in blocks of inputs that lie side by side. So each weight is loaded once
 * for all of a block. What is left over runs input by input. The result of an input does not depend
 * on the batch it comes in.
 *
 * <p>A model of several inputs or outputs, or of shapes that depend on symbols, is called with
 * {@linkplain #run(Map) values by name}. What was prepared for the last {@value
 * SparseModel#KEPT_SHAPES} shapes is kept. A call with one of these prepares nothing.
 */
public final class Session {
  private final SparseModel model;
  private final int maxBatch;
  private final int inputSize;
  private final int outputSize;
  private final Runner floats;
  private NamedCalls named;

  Session(SparseModel model, int maxBatch) {
    this(model, maxBatch, null);
  }

  /**
   * A session.
   *
   * @param sharing who runs the layers of single inputs on several threads; null where nobody does
   */
  Session(SparseModel model, int maxBatch, LayerShare sharing) {
    this.model = model;
    this.maxBatch = maxBatch;
    this.floats = model.fixed() == null ? null : new Runner(model.fixed(), sharing);
    this.inputSize = floats == null ? 0 : floats.inputSize();
    this.outputSize = floats == null ? 0 : floats.outputSize();
  }

  /**
   * The result for one input, of a model from one input of floats to one output of floats, of fixed
   * shapes.
   *
   * @param input {@link SparseModel#inputSize()} values, row-major
   * @param output receives {@link SparseModel#outputSize()} values
   * @throws IllegalArgumentException if a length differs from that, or the model is another one
   */
  public void run(float[] input, float[] output) {
    model.checkFloats("run(float[], float[])");
    checkExact("input", input.length, inputSize);
    checkExact("output", output.length, outputSize);
    floats.run(input, output);
  }

  /**
   * The results for a batch, of such a model.
   *
   * @param inputs {@code [batch, input size]}, row-major; more are ignored
   * @param batch 1 to the session's largest batch
   * @param outputs receives {@code [batch, output size]}; the rest is left alone
   * @throws IllegalArgumentException if an array is too short or the batch out of range, or the
   *     model is another one
   */
  public void run(float[] inputs, int batch, float[] outputs) {
    check(inputs.length, batch, outputs.length);
    run(inputs, 0, batch, outputs);
  }

  /** Inputs from the one of number {@code first} on, results to the same numbers. */
  void run(float[] inputs, int first, int batch, float[] outputs) {
    floats.run(inputs, first, batch, outputs);
  }

  /**
   * The results for a batch of raw pixels: unsigned bytes that enter the model as 0 to 255. The
   * model scales them itself where it was trained on scaled ones.
   *
   * @param pixels {@code [batch, input size]}, row-major; more are ignored
   * @param batch 1 to the session's largest batch
   * @param outputs receives {@code [batch, output size]}; the rest is left alone
   * @throws IllegalArgumentException if an array is too short or the batch out of range, or the
   *     model is another one
   */
  public void run(byte[] pixels, int batch, float[] outputs) {
    check(pixels.length, batch, outputs.length);
    run(pixels, 0, batch, outputs);
  }

  /** Inputs from the one of number {@code first} on, results to the same numbers. */
  void run(byte[] pixels, int first, int batch, float[] outputs) {
    floats.run(pixels, first, batch, outputs);
  }

  /**
   * What a model of any inputs and outputs returns for values by name.
   *
   * <p>Shapes say what symbols stand for. Values of a {@linkplain SparseModel#isBatched batched}
   * model have the batch as their first dimension. An input of floats also takes unsigned bytes,
   * which enter as 0 to 255.
   *
   * @param inputs all of {@link SparseModel#inputs}, but those whose {@linkplain #keepState state}
   *     is kept
   * @return all of {@link SparseModel#outputs}, in the model's order, in arrays of their own
   * @throws IllegalArgumentException naming an input that is missing, unknown, or of another type
   *     or shape; two inputs that disagree about a symbol; or a node and what it cannot do, such as
   *     look up an index beyond a table's end
   * @throws ArithmeticException naming an input or a node with a whole number beyond 2^24
   */
  public Map<String, Value> run(Map<String, Value> inputs) {
    Map<String, Value> outputs = new LinkedHashMap<>();
    named().prepare(inputs, maxBatch);
    for (int i = 0; i < model.outputs().size(); i++) {
      outputs.put(model.outputs().get(i).name(), named().room(i));
    }
    named().run(outputs);
    return outputs;
  }

  /**
   * The same into arrays that are there already: allocates nothing for shapes that it has run.
   *
   * @param outputs some of {@link SparseModel#outputs}, of the types and shapes that come out
   * @throws IllegalArgumentException also naming an output that is unknown or of another type or
   *     shape
   */
  public void run(Map<String, Value> inputs, Map<String, Value> outputs) {
    named().prepare(inputs, maxBatch);
    named().run(outputs);
  }

  /**
   * From now on an output of each call becomes an input of the next, such as the state of a
   * recurrent layer. It starts with zeros. A call that gives the input all the same uses that
   * instead.
   *
   * @throws IllegalArgumentException if there is no such output or input, their types differ, or
   *     their shapes cannot be the same
   */
  public void keepState(String output, String input) {
    named().keepState(output, input);
  }

  /** Lets all {@linkplain #keepState states} start with zeros again. */
  public void forgetState() {
    named().forgetState();
  }

  /** Made where it is needed: most models have an input and an output alone. */
  private NamedCalls named() {
    if (named == null) {
      named = new NamedCalls(model, floats);
    }
    return named;
  }

  void check(int inputLength, int batch, int outputLength) {
    model.checkFloats("run with a batch of arrays");
    if (batch < 1 || batch > maxBatch) {
      throw new IllegalArgumentException("batch must be 1 to " + maxBatch + ", found " + batch);
    }
    checkAtLeast("inputs", inputLength, batch, inputSize);
    checkAtLeast("outputs", outputLength, batch, outputSize);
  }

  private static void checkExact(String array, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          array + " must have " + expected + " values, found " + length);
    }
  }

  private static void checkAtLeast(String array, int length, int batch, int size) {
    if (length < (long) batch * size) {
      throw new IllegalArgumentException(
          array + " must have " + batch + " x " + size + " values or more, found " + length);
    }
  }
}

package org.sparsevd.runtime;

import java.util.Arrays;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.Plan;

/**
 * Runs a {@link SparseModel} with scratch memory of its own: it allocates nothing per call, and
 * must not be used by two threads at once. (Three calls allocate: the first batch, the first input
 * out of the ordinary, and the one with which the model moves to its final kernels; see {@link
 * SparseModel}.)
 *
 * <p>A batch is worked off in blocks of inputs that lie side by side. So each weight is loaded once
 * for all of a block. What is left over runs input by input. The result of an input does not depend
 * on the batch it comes in.
 */
public final class Session {
  private final SparseModel model;
  private final int inputSize;
  private final int outputSize;
  private final int maxBatch;
  private Engine engine;
  private Scratch singleScratch;
  private Scratch blockScratch;
  private Scratch carefulScratch;

  Session(SparseModel model, int maxBatch) {
    this.model = model;
    this.inputSize = model.inputSize();
    this.outputSize = model.outputSize();
    this.maxBatch = maxBatch;
    adopt(model.engine(0));
  }

  /**
   * The result for one input.
   *
   * @param input {@link SparseModel#inputSize()} values, row-major
   * @param output receives {@link SparseModel#outputSize()} values
   * @throws IllegalArgumentException if a length differs from that
   */
  public void run(float[] input, float[] output) {
    checkExact("input", input.length, inputSize);
    checkExact("output", output.length, outputSize);
    prepare(1);
    single(input, 0, output, 0);
  }

  /**
   * The results for a batch.
   *
   * @param inputs {@code [batch, input size]}, row-major; more are ignored
   * @param batch 1 to the session's largest batch
   * @param outputs receives {@code [batch, output size]}; the rest is left alone
   * @throws IllegalArgumentException if an array is too short or the batch out of range
   */
  public void run(float[] inputs, int batch, float[] outputs) {
    check(inputs.length, batch, outputs.length);
    run(inputs, 0, batch, outputs);
  }

  /** Inputs from the one of number {@code first} on, results to the same numbers. */
  void run(float[] inputs, int first, int batch, float[] outputs) {
    prepare(batch);
    int done = first;
    int end = first + batch;
    while (end - done >= engine.fewest()) {
      int count = Math.min(end - done, engine.blocks().block());
      if (!block(inputs, done, count, outputs)) {
        singles(inputs, done, count, outputs);
      }
      done += count;
    }
    singles(inputs, done, end - done, outputs);
  }

  private void singles(float[] inputs, int first, int count, float[] outputs) {
    for (int i = first; i < first + count; i++) {
      single(inputs, i * inputSize, outputs, i * outputSize);
    }
  }

  private void single(float[] inputs, int from, float[] outputs, int to) {
    Plan plan = engine.single();
    boolean ordinary = engine.kernels().areOrdinary(inputs, from, inputSize, singleScratch);
    if (ordinary) {
      System.arraycopy(inputs, from, singleScratch.values(plan.input()), 0, inputSize);
      ordinary = run(plan, singleScratch);
    }
    if (ordinary) {
      write(plan, singleScratch, outputs, to);
    } else {
      Scratch scratch = carefulScratch();
      System.arraycopy(inputs, from, scratch.values(engine.careful().input()), 0, inputSize);
      careful(scratch, outputs, to);
    }
  }

  /** Whether a block of inputs could be run together, as nothing in it is out of the ordinary. */
  private boolean block(float[] inputs, int first, int count, float[] outputs) {
    Plan plan = engine.blocks();
    int from = first * inputSize;
    float[] block = blockScratch(plan).values(plan.input());
    if (!engine.kernels().areOrdinary(inputs, from, count * inputSize, blockScratch)) {
      return false;
    }
    engine.kernels().interleave(inputs, from, count, inputSize, plan.live(), block, plan.block());
    return block(plan, count, outputs, first * outputSize);
  }

  /**
   * The results for a batch of raw pixels: unsigned bytes that enter the model as 0 to 255. The
   * model scales them itself where it was trained on scaled ones.
   *
   * @param pixels {@code [batch, input size]}, row-major; more are ignored
   * @param batch 1 to the session's largest batch
   * @param outputs receives {@code [batch, output size]}; the rest is left alone
   * @throws IllegalArgumentException if an array is too short or the batch out of range
   */
  public void run(byte[] pixels, int batch, float[] outputs) {
    check(pixels.length, batch, outputs.length);
    run(pixels, 0, batch, outputs);
  }

  /** Inputs from the one of number {@code first} on, results to the same numbers. */
  void run(byte[] pixels, int first, int batch, float[] outputs) {
    prepare(batch);
    int done = first;
    int end = first + batch;
    while (end - done >= engine.fewest()) {
      int count = Math.min(end - done, engine.blocks().block());
      if (!block(pixels, done, count, outputs)) {
        singles(pixels, done, count, outputs);
      }
      done += count;
    }
    singles(pixels, done, end - done, outputs);
  }

  private void singles(byte[] pixels, int first, int count, float[] outputs) {
    for (int i = first; i < first + count; i++) {
      single(pixels, i * inputSize, outputs, i * outputSize);
    }
  }

  private void single(byte[] pixels, int from, float[] outputs, int to) {
    Plan plan = engine.single();
    engine.kernels().widen(pixels, from, inputSize, singleScratch.values(plan.input()));
    if (run(plan, singleScratch)) {
      write(plan, singleScratch, outputs, to);
    } else {
      Scratch scratch = carefulScratch();
      engine.kernels().widen(pixels, from, inputSize, scratch.values(engine.careful().input()));
      careful(scratch, outputs, to);
    }
  }

  private boolean block(byte[] pixels, int first, int count, float[] outputs) {
    Plan plan = engine.blocks();
    int from = first * inputSize;
    float[] block = blockScratch(plan).values(plan.input());
    engine.kernels().interleave(pixels, from, count, inputSize, plan.live(), block, plan.block());
    return block(plan, count, outputs, first * outputSize);
  }

  private void prepare(int inputs) {
    Engine current = model.engine(inputs);
    if (current != engine) {
      adopt(current);
    }
  }

  private void adopt(Engine current) {
    engine = current;
    singleScratch = current.single().newScratch();
    blockScratch = null;
    carefulScratch = null;
  }

  private Scratch blockScratch(Plan plan) {
    if (blockScratch == null) {
      blockScratch = plan.newScratch();
    }
    return blockScratch;
  }

  private Scratch carefulScratch() {
    if (carefulScratch == null) {
      carefulScratch = engine.careful().newScratch();
    }
    return carefulScratch;
  }

  /** Runs a plan, and says whether all that it met was ordinary. */
  private static boolean run(Plan plan, Scratch scratch) {
    plan.run(scratch);
    return !scratch.takeDoubt();
  }

  private void careful(Scratch scratch, float[] outputs, int to) {
    Plan plan = engine.careful();
    plan.run(scratch);
    write(plan, scratch, outputs, to);
  }

  private void write(Plan plan, Scratch scratch, float[] outputs, int to) {
    float[] values = scratch.values(plan.output());
    for (int i = 0; i < outputSize; i++) {
      outputs[to + i] = result(values[i]);
    }
  }

  private boolean block(Plan plan, int count, float[] outputs, int to) {
    if (!run(plan, blockScratch)) {
      // What is left there of a full block would be doubted again beside a few inputs of the next.
      Arrays.fill(blockScratch.values(plan.input()), 0);
      return false;
    }
    float[] block = blockScratch.values(plan.output());
    int at = to;
    for (int b = 0; b < count; b++) {
      for (int i = 0; i < outputSize; i++) {
        outputs[at++] = result(block[i * plan.block() + b]);
      }
    }
    return true;
  }

  /** Zeros are positive, and all that is no number has the same bits: kernels differ there. */
  private static float result(float value) {
    return value == value ? value + 0f : Float.NaN;
  }

  void check(int inputLength, int batch, int outputLength) {
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

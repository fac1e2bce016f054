package org.sparsevd.runtime;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.Plan;

/**
 * Runs a {@link SparseModel} with scratch memory of its own: it allocates nothing per call, and
 * must not be used by two threads at once. (Two calls allocate: the first batch, and the one with
 * which the model moves to its final kernels; see {@link SparseModel}.)
 *
 * <p>A batch is worked off in blocks of inputs that lie side by side, so that each weight is loaded
 * once for all of a block; what is left over runs input by input. The result of an input does not
 * depend on the batch it comes in.
 */
public final class Session {
  private final SparseModel model;
  private final int inputSize;
  private final int outputSize;
  private final int maxBatch;
  private Engine engine;
  private Scratch singleScratch;
  private Scratch blockScratch;

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
      Plan plan = engine.blocks();
      int count = Math.min(end - done, plan.block());
      float[] block = blockScratch(plan).values(plan.input());
      engine
          .kernels()
          .interleave(inputs, done * inputSize, count, inputSize, plan.live(), block, plan.block());
      block(plan, count, outputs, done * outputSize);
      done += count;
    }
    for (; done < end; done++) {
      single(inputs, done * inputSize, outputs, done * outputSize);
    }
  }

  private void single(float[] inputs, int from, float[] outputs, int to) {
    Plan plan = engine.single();
    System.arraycopy(inputs, from, singleScratch.values(plan.input()), 0, inputSize);
    single(plan, outputs, to);
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
      Plan plan = engine.blocks();
      int count = Math.min(end - done, plan.block());
      float[] block = blockScratch(plan).values(plan.input());
      engine
          .kernels()
          .interleave(pixels, done * inputSize, count, inputSize, plan.live(), block, plan.block());
      block(plan, count, outputs, done * outputSize);
      done += count;
    }
    for (; done < end; done++) {
      Plan plan = engine.single();
      float[] input = singleScratch.values(plan.input());
      engine.kernels().widen(pixels, done * inputSize, inputSize, input);
      single(plan, outputs, done * outputSize);
    }
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
  }

  private Scratch blockScratch(Plan plan) {
    if (blockScratch == null) {
      blockScratch = plan.newScratch();
    }
    return blockScratch;
  }

  private void single(Plan plan, float[] outputs, int to) {
    plan.run(singleScratch);
    System.arraycopy(singleScratch.values(plan.output()), 0, outputs, to, outputSize);
  }

  private void block(Plan plan, int count, float[] outputs, int to) {
    plan.run(blockScratch);
    float[] block = blockScratch.values(plan.output());
    int at = to;
    for (int b = 0; b < count; b++) {
      for (int i = 0; i < outputSize; i++) {
        outputs[at++] = block[i * plan.block() + b];
      }
    }
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

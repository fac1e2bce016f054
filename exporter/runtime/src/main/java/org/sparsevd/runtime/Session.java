package org.sparsevd.runtime;

/**
 * Runs a {@link SparseModel} with scratch memory of its own: it allocates nothing per call, and
 * must not be used by two threads at once.
 *
 * <p>A batch is worked off in blocks of inputs that lie side by side, so that each weight is loaded
 * once for all of a block; what is left over runs input by input. The two ways add in different
 * order, so results of the same input may differ by rounding.
 */
public final class Session {
  private final Plan single;
  private final Plan blocks;
  private final float[][] singleBuffers;
  private final float[][] blockBuffers;
  private final float[] stage;
  private final Block one;
  private final Block many;
  private final int inputSize;
  private final int outputSize;
  private final int maxBatch;
  private final int fewest;

  Session(Kernels kernels, Plan single, Plan blocks, int inputSize, int outputSize, int maxBatch) {
    this.single = single;
    this.blocks = blocks;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    this.maxBatch = maxBatch;
    this.one = new Block(kernels, 1, inputSize);
    this.many = new Block(kernels, blocks.block(), inputSize);
    // A block costs about as much as a quarter as many single inputs, however few it holds.
    this.fewest = Math.max(2, blocks.block() / 4);
    this.singleBuffers = single.buffers();
    this.stage = new float[maxBatch < fewest ? 0 : Block.STAGE * inputSize];
    this.blockBuffers = maxBatch < fewest ? new float[0][] : blocks.buffers();
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
    one.pack(input, 0, 1, singleBuffers[single.input()]);
    finish(output, 0);
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
    int done = 0;
    while (batch - done >= fewest) {
      int count = Math.min(batch - done, many.width());
      many.pack(inputs, done * inputSize, count, blockBuffers[blocks.input()]);
      finish(count, outputs, done * outputSize);
      done += count;
    }
    for (; done < batch; done++) {
      one.pack(inputs, done * inputSize, 1, singleBuffers[single.input()]);
      finish(outputs, done * outputSize);
    }
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
    int done = 0;
    while (batch - done >= fewest) {
      int count = Math.min(batch - done, many.width());
      many.pack(pixels, done * inputSize, count, blockBuffers[blocks.input()], stage);
      finish(count, outputs, done * outputSize);
      done += count;
    }
    for (; done < batch; done++) {
      one.pack(pixels, done * inputSize, 1, singleBuffers[single.input()], stage);
      finish(outputs, done * outputSize);
    }
  }

  private void finish(float[] outputs, int to) {
    single.run(singleBuffers);
    System.arraycopy(singleBuffers[single.output()], 0, outputs, to, outputSize);
  }

  private void finish(int count, float[] outputs, int to) {
    blocks.run(blockBuffers);
    many.unpack(blockBuffers[blocks.output()], count, outputSize, outputs, to);
  }

  private void check(int inputLength, int batch, int outputLength) {
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

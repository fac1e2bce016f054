package org.sparsevd.trainer.data.values;

/** Some inputs on their way into a batch, where they can be changed. */
public interface Block {
  /** Takes an input, to a place that is counted in inputs. */
  void load(int input, int place);

  /** Copies values within the block; the ranges may overlap. */
  void move(int from, int to, int count);

  /** Puts in what lies outside of an image. */
  void clear(int from, int count);

  void swap(int a, int b);

  /**
   * Writes the first inputs, the batch innermost: {@code out[i * stride + at + p]} is {@code scale
   * * value + shift} of value i at place p.
   */
  void turn(int inputs, float[] scales, float[] shifts, float[] out, int at, int stride);
}

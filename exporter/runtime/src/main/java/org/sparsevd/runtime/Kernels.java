package org.sparsevd.runtime;

/**
 * The inner loops of inference: pure functions on arrays, once in plain Java and once on the Vector
 * API. Both follow the same definition, only rounding may differ.
 *
 * <p>Every array that holds values has {@link Slots#SLACK} more floats than it needs: kernels may
 * read and write that far past a value's end, where what they find never reaches a result.
 */
interface Kernels {

  /** {@code scalar} or {@code vector}. */
  String name();

  /** Floats that one instruction works on; the width of a block of inputs is a multiple of it. */
  int lanes();

  /**
   * Sparse filters at every position of the grid: {@code out[f * grid.size() + p] = bias[f] + sum_k
   * weight[f, k] * in[start(p) + offset[f, k]]}, negative results replaced by zero where {@code
   * relu} is set.
   *
   * @param sums scratch of at least {@link Grid#reach()} floats, contents lost
   * @param copy likewise
   */
  void sparse(
      SparseFilters filters,
      Grid grid,
      float[] in,
      float[] out,
      float[] sums,
      float[] copy,
      boolean relu);

  /** The same sum over dense filters; see {@link #sparse}. */
  void dense(
      DenseFilters filters,
      Grid grid,
      float[] in,
      float[] out,
      float[] sums,
      float[] copy,
      boolean relu);

  /**
   * Dense matrix times vector: {@code y[r] = bias[r] + sum_c weight[r, c] * x[c]}.
   *
   * @param weight row-major, {@code bias.length} rows of {@code columns}
   */
  void multiply(float[] weight, int columns, float[] bias, float[] x, float[] y, boolean relu);

  /**
   * Puts inputs side by side: element {@code i} of input {@code b} goes from {@code inputs[from + b
   * * size + i]} to {@code block[i * width + first + b]}.
   *
   * @param count inputs, at most {@code width - first}
   */
  void interleave(
      float[] inputs, int from, int count, int size, float[] block, int width, int first);

  /** Unsigned bytes as floats 0 to 255. */
  void widen(byte[] bytes, int from, int length, float[] floats);

  /**
   * Largest value of a window at every position of the grid, channel by channel: {@code out[c *
   * grid.size() + p] = max_k in[c * channelStride + start(p) + offsets[k]]}.
   */
  void largest(int[] offsets, Grid grid, int channels, int channelStride, float[] in, float[] out);

  /**
   * Largest of each 2x2 square, which do not overlap: {@code [channels, height, width] ->
   * [channels, height / 2, width / 2]}; a last odd row or column is left out.
   */
  void largestOfSquares(int channels, int height, int width, float[] in, float[] out);
}

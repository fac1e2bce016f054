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
   * @param scratch at least {@link Grid#reach()} floats, contents lost
   */
  void sparse(
      SparseFilters filters, Grid grid, float[] in, float[] out, float[] scratch, boolean relu);

  /** The same sum over dense filters; see {@link #sparse}. */
  void dense(
      DenseFilters filters, Grid grid, float[] in, float[] out, float[] scratch, boolean relu);

  /**
   * Dense matrix times vector: {@code y[r] = bias[r] + sum_c weight[r, c] * x[c]}.
   *
   * @param weight row-major, {@code bias.length} rows of {@code columns}
   */
  void multiply(float[] weight, int columns, float[] bias, float[] x, float[] y, boolean relu);

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

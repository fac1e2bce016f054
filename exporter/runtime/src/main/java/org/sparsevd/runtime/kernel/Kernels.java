package org.sparsevd.runtime.kernel;

import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.curve.CurveLoop;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.layout.SparseFilters;

/**
 * The inner loops of inference: pure functions on arrays, once in plain Java and once on the Vector
 * API. Every sum starts with its bias and adds its products in the order of the weights. So a
 * result does not depend on whether an input comes alone or in a batch. Where {@link #fuses()} is
 * the same, both kinds of kernels give the same bits.
 *
 * <p>Every array that holds values has {@link Slots#SLACK} more floats than it needs: kernels may
 * read and write that far past a value's end, where what they find never reaches a result.
 *
 * <p>All this holds for finite numbers, and apart from the sign of zeros. What is no number may get
 * lost in a maximum, or appear where a weight is zero. So whoever runs kernels looks at what they
 * are given ({@link #areOrdinary}), and turns to those that are {@linkplain #isCareful careful}.
 */
public interface Kernels {
  /** Magnitude from which on numbers are out of the ordinary; see {@link #areOrdinary}. */
  float ORDINARY = 0x1p50f;

  /** {@code scalar} or {@code vector}. */
  String name();

  /** Floats that one instruction works on; the width of a block of inputs is a multiple of it. */
  int lanes();

  /** Rows of a dense matrix that are computed together, where so many are left; may be more. */
  int sliceHeight(int rows);

  /** Whether a product is added without being rounded first. */
  boolean fuses();

  /**
   * Whether these never multiply by a weight that is zero, and never leave out another. Kernels
   * that do either agree with them as long as all numbers are finite.
   */
  boolean isCareful();

  /**
   * Whether all values are numbers of a magnitude below {@link #ORDINARY}.
   *
   * @param scratch whose sums are lost
   */
  boolean areOrdinary(float[] values, int from, int length, Scratch scratch);

  /** The loop of a curve. */
  CurveLoop curve(Curve curve);

  /** Whether short runs with small gaps between them are computed as one, gaps included. */
  boolean bridgesGaps();

  /** Floats that sums and copies must have for this grid. */
  int scratch(Positions grid);

  /**
   * Floats that {@link Scratch#sums} must have for these filters, within cache lines; 0 where that
   * is what {@link #scratch} says.
   *
   * @throws IllegalArgumentException if they are too many for an array
   */
  int sums(SparseFilters filters, Positions grid);

  /**
   * Sparse filters at every position of the grid: {@code out[f * grid.size() + p] = bias[f] + sum_k
   * weight[f, k] * in[start(p) + offset[f, k]]}, but at least {@code floor}.
   *
   * @param scratch whose sums and copies are lost
   */
  void sparse(
      SparseFilters filters, Positions grid, float[] in, float[] out, Scratch scratch, float floor);

  /**
   * The same for filters that are no blocks, and of what they find the largest of each square:
   * {@code out[f * squares.size() + q]}.
   */
  void sparse(
      SparseFilters filters,
      Positions grid,
      PoolSquares squares,
      float[] in,
      float[] out,
      Scratch scratch,
      float floor);

  /** The same sum over dense filters; see {@link #sparse}. */
  void dense(
      DenseFilters filters, Positions grid, float[] in, float[] out, Scratch scratch, float floor);

  /**
   * Dense matrix times vector: {@code y[r] = bias[r] + sum_c weight[r, c] * x[c]}, but at least
   * {@code floor}. Inputs that are zero may be left out.
   *
   * @param scratch whose places are lost, one for each column
   */
  void multiply(DenseColumns columns, float[] x, float[] y, Scratch scratch, float floor);

  /**
   * Sparse filters over an image in phases, and of four phases of what they find the largest value
   * at each place, but at least {@code floor}.
   */
  void pooled(PhaseFilters filters, float[] in, float[] out, float floor);

  /** The same over shifted phases from {@code start} on. */
  void pooled(ShiftedFilters filters, float[] in, int start, float[] out, float floor);

  /** Makes the first values of an array at least {@code floor}, and maybe some behind them. */
  void raise(float[] values, int length, float floor);

  /**
   * Puts inputs side by side: element {@code live[i]} of input {@code b} goes from {@code
   * inputs[from + b * size + live[i]]} to {@code block[i * width + b]}.
   *
   * @param count inputs, at most {@code width}
   */
  void interleave(
      float[] inputs, int from, int count, int size, int[] live, float[] block, int width);

  /** The same for unsigned bytes, which become floats 0 to 255. */
  void interleave(
      byte[] inputs, int from, int count, int size, int[] live, float[] block, int width);

  /** Unsigned bytes as floats 0 to 255. */
  void widen(byte[] bytes, int from, int length, float[] floats);

  /** Copies rows, not a float more, to their targets from {@code start} on. */
  void copy(float[] from, float[] to, int start, RowCopies rows);

  /**
   * Largest value of a window at every position of the grid, channel by channel: {@code out[c *
   * grid.size() + p] = max_k in[c * channelStride + start(p) + offsets[k]]}.
   */
  void largest(
      int[] offsets, Positions grid, int channels, int channelStride, float[] in, float[] out);

  /** Largest of each square of some channels, which follow each other in both arrays. */
  void largest(PoolSquares squares, int channels, float[] in, float[] out);
}

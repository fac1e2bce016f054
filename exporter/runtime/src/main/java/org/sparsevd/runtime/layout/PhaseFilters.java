package org.sparsevd.runtime.layout;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.SparseTensor;

/**
 * Sparse filters over an image in phases, pooled by two. A phase of what is pooled is the maximum
 * of four phases of the convolution, each of which reads a weight's values from a phase of the
 * image.
 *
 * @param starts filter {@code f} owns the weights from {@code starts[f]} to before {@code starts[f
 *     + 1]}
 * @param offsets where the four phases of phase {@code p} begin to read for weight {@code k}, 16
 *     bits each, at {@code [p * weights.length + k]}: loads are what limits the kernels, and this
 *     is one
 * @param bias one value per filter
 * @param length floats of a phase to be found, gaps between its rows included
 * @param out phases of what is pooled
 */
public record PhaseFilters(
    int[] starts, float[] weights, long[] offsets, float[] bias, int length, ImagePhases out) {
  /** Phases that are compared. */
  public static final int SQUARE = 4;

  /** Of an offset. */
  public static final int BITS = 16;

  /** One in each of four offsets. */
  public static final long EACH = 0x0001_0001_0001_0001L;

  /** Those of the lowest offset. */
  public static final int MASK = (1 << BITS) - 1;

  /**
   * The filters of a convolution.
   *
   * @param in phases of the image
   * @param out phases of what is pooled
   * @param length floats of a phase to be found
   */
  public static PhaseFilters of(Op.Conv2d op, ImagePhases in, ImagePhases out, int length) {
    SparseTensor sparse = SparseTensor.of(op.weight());
    float[] weights = sparse.values();
    int phases = out.count() * out.count();
    long[] offsets = new long[Math.multiplyExact(phases, weights.length)];
    int width = op.window().kernelWidth();
    int area = op.window().kernelHeight() * width;
    for (int i = 0; i < offsets.length; i++) {
      int column = sparse.column(i % weights.length);
      int phase = i / weights.length;
      int row = phase / out.count() * 2 + column % area / width * op.window().dilationHeight();
      int across = phase % out.count() * 2 + column % width * op.window().dilationWidth();
      for (int c = SQUARE - 1; c >= 0; c--) {
        long place = in.place(column / area, row + c / 2, across + c % 2);
        offsets[i] = offsets[i] << BITS | place;
      }
    }
    return new PhaseFilters(sparse.rowPointers(), weights, offsets, op.bias().clone(), length, out);
  }

  public int count() {
    return bias.length;
  }
}

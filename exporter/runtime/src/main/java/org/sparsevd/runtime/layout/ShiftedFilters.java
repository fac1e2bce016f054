package org.sparsevd.runtime.layout;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.SparseTensor;

/**
 * Sparse filters over {@link ShiftedPhases}, pooled by two. Phase {@code (v, u)} of what is pooled
 * is the maximum of four phases of the convolution. The first of them reads, for a weight, the copy
 * at its offset from {@link #from} on, the others those beside, below, and below that beside.
 *
 * @param starts filter {@code f} owns the weights from {@code starts[f]} to before {@code starts[f
 *     + 1]}
 * @param offsets of the copy that weight {@code k} reads
 * @param bias one value per filter
 * @param length floats of a phase to be found, gaps between its rows included
 * @param out phases of what is pooled
 */
public record ShiftedFilters(
    int[] starts, float[] weights, int[] offsets, float[] bias, int length, ImagePhases out) {

  /** The filters of a convolution. */
  public static ShiftedFilters of(Op.Conv2d op, ShiftedPhases in, ImagePhases out) {
    SparseTensor sparse = SparseTensor.of(op.weight());
    int[] offsets = new int[sparse.nonZeros()];
    int width = op.window().kernelWidth();
    int area = op.window().kernelHeight() * width;
    for (int k = 0; k < offsets.length; k++) {
      int column = sparse.column(k);
      int row = column % area / width * op.window().dilationHeight();
      int across = column % width * op.window().dilationWidth();
      offsets[k] = ShiftedPhases.place(column / area, row, across);
    }
    return new ShiftedFilters(
        sparse.rowPointers(), sparse.values(), offsets, op.bias().clone(), in.length(), out);
  }

  public int count() {
    return bias.length;
  }

  /** Where the first copies lie for a phase of what is pooled. */
  public int from(int phase) {
    return ShiftedPhases.place(0, phase / out.count() * 2, phase % out.count() * 2);
  }
}

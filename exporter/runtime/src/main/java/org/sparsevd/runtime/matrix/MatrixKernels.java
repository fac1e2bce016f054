package org.sparsevd.runtime.matrix;

/**
 * Products of matrices in arrays. Each sum begins with what its place holds, and adds its products
 * in order, fused where the kernels fuse. So how many are computed together changes no bit.
 */
public interface MatrixKernels {
  /** Columns that are computed together; those of a {@link Panels panel}. */
  int width();

  /** Floats of room that a product may need. */
  int room();

  /**
   * {@code y[r, c] += sum_k x[r, k] * w[k, c]}. Elements of a row stand side by side; of {@code w},
   * those of {@link #width} columns from a multiple of it on may be read past its last column.
   *
   * @param x where {@code x} begins, {@code xStride} from row to row
   * @param count of {@code k}
   * @param wStride from a row of {@code w} to the next
   * @param wPanel from its columns that are computed together to the next ones
   * @param room what it may use for itself
   */
  void add(
      float[] a,
      int x,
      int xStride,
      int rows,
      int count,
      float[] b,
      int w,
      int wStride,
      int wPanel,
      int columns,
      float[] c,
      int y,
      int yStride,
      float[] room);

  /** The largest of some numbers; what is not a number may get lost. */
  float largest(float[] values, int from, int length, float[] room);

  /**
   * Softmax down columns of scaled products; null where there is no faster way than along rows.
   *
   * @param scale by which products are multiplied first
   */
  default ColumnShares shares(float scale) {
    return null;
  }
}

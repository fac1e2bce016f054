package org.sparsevd.runtime.kernel;

import java.util.Arrays;
import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.tensor.Tensor;

/**
 * All weights of a dense layer, zeros included, column by column for a slice of rows at a time, so
 * that each input meets consecutive weights: weight {@code [r, c]} of slice {@code s} is {@code
 * weights[start + rows[s] * columns + c * height(s) + r - rows[s]]}. Rows that are missing in the
 * last slice are zero.
 *
 * @param start where the weights begin in their array, which others may have a part of, too
 * @param rows first row of each slice, and the row behind the last slice
 * @param bias one value per row, those of missing rows included
 */
public record DenseColumns(int[] rows, int columns, float[] weights, int start, float[] bias) {
  /** What a sparse matrix-vector product takes for a weight, in vectors of a column. */
  private static final double SPARSE_COST = 0.75;

  /** The same where inputs were rectified: about half of them are zero, and left out. */
  private static final double SPARSE_COST_RECTIFIED = 1.25;

  /** The same in floats of a column, in plain Java. */
  private static final double PLAIN_SPARSE_COST = 1.6;

  /** The same in floats where columns do not stay in the first caches. */
  private static final double LARGE_SPARSE_COST = 5;

  /** Floats from which on columns come from afar. */
  private static final int CACHED = 1 << 17;

  /**
   * Whether computing all weights is cheaper than skipping zeros among them.
   *
   * @param rectified whether about half of the inputs are zero
   */
  public static boolean pay(Tensor weight, Kernels kernels, boolean rectified) {
    int[] rows = slices(weight.rows(), kernels);
    double all = (double) rows[rows.length - 1] * weight.columns();
    if (kernels.bridgesGaps()) {
      return all <= weight.nonZeros() * PLAIN_SPARSE_COST;
    } else if (all > CACHED) {
      return all <= weight.nonZeros() * LARGE_SPARSE_COST;
    }
    double cost = rectified ? SPARSE_COST_RECTIFIED : SPARSE_COST;
    return all <= weight.nonZeros() * cost * kernels.lanes();
  }

  private static int[] slices(int count, Kernels kernels) {
    int[] rows = new int[count + 1];
    int slices = 0;
    while (rows[slices] < count) {
      rows[slices + 1] = rows[slices] + kernels.sliceHeight(count - rows[slices]);
      slices++;
    }
    return Arrays.copyOf(rows, slices + 1);
  }

  /** The columns of a weight. */
  public static DenseColumns of(Tensor weight, float[] bias, Kernels kernels) {
    int columns = weight.columns();
    int[] rows = slices(weight.rows(), kernels);
    int padded = rows[rows.length - 1];
    float[] values = weight.toArray();
    float[] sorted = new float[Math.multiplyExact(padded, columns)];
    for (int s = 0; s < rows.length - 1; s++) {
      int height = rows[s + 1] - rows[s];
      for (int r = rows[s]; r < Math.min(rows[s + 1], weight.rows()); r++) {
        int at = rows[s] * columns + r - rows[s];
        for (int c = 0; c < columns; c++) {
          sorted[at + c * height] = values[r * columns + c];
        }
      }
    }
    float[] biases = Arrays.copyOf(bias, padded);
    if (!CacheLines.matter(kernels.lanes()) || sorted.length > CACHED) {
      return new DenseColumns(rows, columns, sorted, 0, biases);
    }
    CacheLines.Part part = CacheLines.part(sorted.length);
    System.arraycopy(sorted, 0, part.array(), part.start(), sorted.length);
    return new DenseColumns(rows, columns, part.array(), part.start(), biases);
  }

  int slices() {
    return rows.length - 1;
  }

  /** Rows of a slice. */
  int height(int slice) {
    return rows[slice + 1] - rows[slice];
  }
}

package org.sparsevd.runtime;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.sparsevd.model.SparseTensor;
import org.sparsevd.model.Tensor;

/**
 * A dense layer for a single input, by its non-zero weights, four rows at a time: one sum would
 * wait for itself, four do not. Rows are sorted by length and the shorter ones of four filled up
 * with zero weights, so that the four end together and the processor guesses right when.
 */
final class SparseMatrixVector implements Step {
  private static final int SLICE = 4;

  private final int[] rows;
  private final int[] starts;
  private final int[] columns;
  private final float[] weights;
  private final float[] bias;
  private final boolean relu;
  private final int in;
  private final int out;

  SparseMatrixVector(Tensor weight, float[] bias, boolean relu, int in, int out) {
    SparseTensor sparse = SparseTensor.of(weight);
    int[] pointers = sparse.rowPointers();
    int slices = (bias.length + SLICE - 1) / SLICE;
    this.bias = bias;
    this.relu = relu;
    this.in = in;
    this.out = out;
    rows = new int[slices * SLICE];
    int[] sorted =
        IntStream.range(0, bias.length)
            .boxed()
            .sorted(Comparator.comparingInt(r -> pointers[r] - pointers[r + 1]))
            .mapToInt(r -> r)
            .toArray();
    starts = new int[slices + 1];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = sorted[Math.min(i, sorted.length - 1)];
      if (i % SLICE == 0) {
        int longest = pointers[rows[i] + 1] - pointers[rows[i]];
        starts[i / SLICE + 1] = Math.addExact(starts[i / SLICE], longest * SLICE);
      }
    }
    columns = new int[starts[slices]];
    weights = new float[starts[slices]];
    interleave(pointers, sparse.columnIndices(), sparse.values());
  }

  private void interleave(int[] pointers, int[] sparseColumns, float[] values) {
    for (int i = 0; i < rows.length; i++) {
      int at = starts[i / SLICE] + i % SLICE;
      for (int k = pointers[rows[i]]; k < pointers[rows[i] + 1]; k++) {
        columns[at] = sparseColumns[k];
        weights[at] = values[k];
        at += SLICE;
      }
    }
  }

  @Override
  public void run(float[][] buffers) {
    float[] x = buffers[in];
    float[] y = buffers[out];
    for (int slice = 0; slice < starts.length - 1; slice++) {
      sum(slice, x, y);
    }
  }

  private void sum(int slice, float[] x, float[] y) {
    int row = slice * SLICE;
    float s0 = bias[rows[row]];
    float s1 = bias[rows[row + 1]];
    float s2 = bias[rows[row + 2]];
    float s3 = bias[rows[row + 3]];
    int end = starts[slice + 1];
    for (int k = starts[slice]; k < end; k += SLICE) {
      s0 += weights[k] * x[columns[k]];
      s1 += weights[k + 1] * x[columns[k + 1]];
      s2 += weights[k + 2] * x[columns[k + 2]];
      s3 += weights[k + 3] * x[columns[k + 3]];
    }
    y[rows[row]] = rectify(s0);
    y[rows[row + 1]] = rectify(s1);
    y[rows[row + 2]] = rectify(s2);
    y[rows[row + 3]] = rectify(s3);
  }

  private float rectify(float sum) {
    return relu ? Math.max(sum, 0) : sum;
  }
}

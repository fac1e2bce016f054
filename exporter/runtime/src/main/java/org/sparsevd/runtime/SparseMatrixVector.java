package org.sparsevd.runtime;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.sparsevd.model.SparseTensor;
import org.sparsevd.model.Tensor;

/**
 * A dense layer for a single input, by its non-zero weights, eight rows at a time: one sum would
 * wait for itself, eight do not. Rows are sorted by length and the shorter ones of eight filled up
 * with zero weights, so that all end together and the processor guesses right when.
 *
 * <p>Weights by column, with columns of zero inputs left out, took twice as long on MNIST digits:
 * the processor guesses wrong which inputs are zero and where their short columns end.
 */
final class SparseMatrixVector implements Step {
  private static final int SLICE = 8;

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
      sum(weights, columns, starts[slice], starts[slice + 1], x, y, slice * SLICE);
    }
  }

  private void sum(float[] w, int[] c, int from, int end, float[] x, float[] y, int row) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int k = from; k < end; k += SLICE) {
      s0 += w[k] * x[c[k]];
      s1 += w[k + 1] * x[c[k + 1]];
      s2 += w[k + 2] * x[c[k + 2]];
      s3 += w[k + 3] * x[c[k + 3]];
      s4 += w[k + 4] * x[c[k + 4]];
      s5 += w[k + 5] * x[c[k + 5]];
      s6 += w[k + 6] * x[c[k + 6]];
      s7 += w[k + 7] * x[c[k + 7]];
    }
    store(s0, y, rows[row]);
    store(s1, y, rows[row + 1]);
    store(s2, y, rows[row + 2]);
    store(s3, y, rows[row + 3]);
    store(s4, y, rows[row + 4]);
    store(s5, y, rows[row + 5]);
    store(s6, y, rows[row + 6]);
    store(s7, y, rows[row + 7]);
  }

  private void store(float sum, float[] y, int row) {
    float result = sum + bias[row];
    y[row] = relu ? Math.max(result, 0) : result;
  }
}

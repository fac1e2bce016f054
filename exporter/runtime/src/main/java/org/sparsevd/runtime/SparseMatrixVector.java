package org.sparsevd.runtime;

import org.sparsevd.model.SparseTensor;
import org.sparsevd.model.Tensor;

/**
 * A dense layer for a single input, by its non-zero weights, four rows at a time: one sum would
 * wait for itself, four do not. Rows are sorted by length and the shorter ones of four filled up
 * with zero weights, so that all end together and the processor guesses right when.
 *
 * <p>Weights by column, with columns of zero inputs left out, took half as long again on MNIST
 * digits: the processor guesses wrong which inputs are zero and where their short columns end.
 */
final class SparseMatrixVector implements Step {
  private static final int SLICE = 4;

  private final Kernels kernels;
  private final int[] rows;
  private final int[] starts;

  /** Columns in the upper halves, bits of weights in the lower: one load for both. */
  private final long[] entries;

  private final float[] bias;
  private final int height;
  private final float floor;
  private final int in;
  private final int out;

  /** The layer. */
  SparseMatrixVector(Kernels kernels, Tensor weight, float[] bias, float floor, int in, int out) {
    SparseTensor sparse = SparseTensor.of(weight);
    int[] pointers = sparse.rowPointers();
    this.kernels = kernels;
    this.height = bias.length;
    this.floor = floor;
    this.in = in;
    this.out = out;
    int slices = (height + SLICE - 1) / SLICE;
    rows = new int[slices * SLICE];
    this.bias = new float[rows.length];
    int[] sorted = SparseFilters.longestFirst(pointers);
    starts = new int[slices + 1];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = sorted[Math.min(i, sorted.length - 1)];
      this.bias[i] = bias[rows[i]];
      if (i % SLICE == 0) {
        int longest = pointers[rows[i] + 1] - pointers[rows[i]];
        starts[i / SLICE + 1] = Math.addExact(starts[i / SLICE], longest * SLICE);
      }
    }
    entries = new long[starts[slices]];
    interleave(pointers, sparse.columnIndices(), sparse.values());
  }

  private void interleave(int[] pointers, int[] columns, float[] values) {
    for (int i = 0; i < rows.length; i++) {
      int at = starts[i / SLICE] + i % SLICE;
      for (int k = pointers[rows[i]]; k < pointers[rows[i] + 1]; k++) {
        entries[at] = (long) columns[k] << Integer.SIZE | bits(values[k]);
        at += SLICE;
      }
    }
  }

  private static long bits(float weight) {
    return Integer.toUnsignedLong(Float.floatToRawIntBits(weight));
  }

  @Override
  public void run(float[][] buffers) {
    if (kernels.fuses()) {
      fuse(entries, buffers[in], buffers[out]);
    } else {
      add(entries, buffers[in], buffers[out]);
    }
    // Not at each sum: as a branch, it would be guessed wrong for every other input.
    kernels.raise(buffers[out], 0, height, floor);
  }

  private void fuse(long[] all, float[] x, float[] y) {
    for (int slice = 0; slice < starts.length - 1; slice++) {
      fuse(all, starts[slice], starts[slice + 1], x, y, slice * SLICE);
    }
  }

  private void add(long[] all, float[] x, float[] y) {
    for (int slice = 0; slice < starts.length - 1; slice++) {
      add(all, starts[slice], starts[slice + 1], x, y, slice * SLICE);
    }
  }

  private void fuse(long[] all, int from, int end, float[] x, float[] y, int row) {
    float s0 = bias[row];
    float s1 = bias[row + 1];
    float s2 = bias[row + 2];
    float s3 = bias[row + 3];
    for (int k = from; k < end; k += SLICE) {
      s0 = Math.fma(weight(all[k]), x[column(all[k])], s0);
      s1 = Math.fma(weight(all[k + 1]), x[column(all[k + 1])], s1);
      s2 = Math.fma(weight(all[k + 2]), x[column(all[k + 2])], s2);
      s3 = Math.fma(weight(all[k + 3]), x[column(all[k + 3])], s3);
    }
    y[rows[row]] = s0;
    y[rows[row + 1]] = s1;
    y[rows[row + 2]] = s2;
    y[rows[row + 3]] = s3;
  }

  private void add(long[] all, int from, int end, float[] x, float[] y, int row) {
    float s0 = bias[row];
    float s1 = bias[row + 1];
    float s2 = bias[row + 2];
    float s3 = bias[row + 3];
    for (int k = from; k < end; k += SLICE) {
      s0 += weight(all[k]) * x[column(all[k])];
      s1 += weight(all[k + 1]) * x[column(all[k + 1])];
      s2 += weight(all[k + 2]) * x[column(all[k + 2])];
      s3 += weight(all[k + 3]) * x[column(all[k + 3])];
    }
    y[rows[row]] = s0;
    y[rows[row + 1]] = s1;
    y[rows[row + 2]] = s2;
    y[rows[row + 3]] = s3;
  }

  private static int column(long entry) {
    return (int) (entry >>> Integer.SIZE);
  }

  private static float weight(long entry) {
    return Float.intBitsToFloat((int) entry);
  }
}

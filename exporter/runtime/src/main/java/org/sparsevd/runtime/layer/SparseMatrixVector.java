package org.sparsevd.runtime.layer;

import org.sparsevd.model.Op;
import org.sparsevd.model.SparseTensor;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A dense layer for a single input, by its non-zero weights, eight rows at a time: one sum would
 * wait for itself, eight do not. RowCopies are sorted by length and the shorter ones of eight
 * filled up with zero weights, so that all end together and the processor guesses right when.
 *
 * <p>Weights by column, with columns of zero inputs left out, took half as long again on MNIST
 * digits: the processor guesses wrong which inputs are zero and where their short columns end.
 */
public final class SparseMatrixVector implements KernelStep {
  private static final int SLICE = 8;

  private final Kernels kernels;
  private final int[] rows;
  private final int[] starts;

  private final int[] columns;
  private final float[] weights;
  private final float[] bias;
  private final int height;
  private final float floor;
  private final int in;
  private final int out;

  /**
   * The layer.
   *
   * @param places of its inputs; null where they follow each other
   */
  public SparseMatrixVector(
      Kernels kernels, Op.Dense layer, int[] places, float floor, int in, int out) {
    SparseTensor sparse = SparseTensor.of(layer.weight());
    float[] bias = layer.bias();
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
    columns = new int[starts[slices]];
    weights = new float[starts[slices]];
    interleave(pointers, sparse.columnIndices(), sparse.values(), places);
  }

  private void interleave(int[] pointers, int[] sparseColumns, float[] values, int[] places) {
    for (int i = 0; i < rows.length; i++) {
      int at = starts[i / SLICE] + i % SLICE;
      for (int k = pointers[rows[i]]; k < pointers[rows[i] + 1]; k++) {
        columns[at] = places == null ? sparseColumns[k] : places[sparseColumns[k]];
        weights[at] = values[k];
        at += SLICE;
      }
    }
  }

  @Override
  public void run(Scratch scratch) {
    if (kernels.fuses()) {
      fuse(weights, columns, scratch.values(in), scratch.values(out));
    } else {
      add(weights, columns, scratch.values(in), scratch.values(out));
    }
    // Not at each sum: as a branch, it would be guessed wrong for every other input.
    kernels.raise(scratch.values(out), height, floor);
  }

  private void fuse(float[] w, int[] c, float[] x, float[] y) {
    for (int slice = 0; slice < starts.length - 1; slice++) {
      fuse(w, c, starts[slice], starts[slice + 1], x, y, slice * SLICE);
    }
  }

  private void add(float[] w, int[] c, float[] x, float[] y) {
    for (int slice = 0; slice < starts.length - 1; slice++) {
      add(w, c, starts[slice], starts[slice + 1], x, y, slice * SLICE);
    }
  }

  private void fuse(float[] w, int[] c, int from, int end, float[] x, float[] y, int row) {
    float[] bias = this.bias;
    int[] rows = this.rows;
    float s0 = bias[row];
    float s1 = bias[row + 1];
    float s2 = bias[row + 2];
    float s3 = bias[row + 3];
    float s4 = bias[row + 4];
    float s5 = bias[row + 5];
    float s6 = bias[row + 6];
    float s7 = bias[row + 7];
    for (int k = from; k < end; k += SLICE) {
      s0 = Math.fma(w[k], x[c[k]], s0);
      s1 = Math.fma(w[k + 1], x[c[k + 1]], s1);
      s2 = Math.fma(w[k + 2], x[c[k + 2]], s2);
      s3 = Math.fma(w[k + 3], x[c[k + 3]], s3);
      s4 = Math.fma(w[k + 4], x[c[k + 4]], s4);
      s5 = Math.fma(w[k + 5], x[c[k + 5]], s5);
      s6 = Math.fma(w[k + 6], x[c[k + 6]], s6);
      s7 = Math.fma(w[k + 7], x[c[k + 7]], s7);
    }
    y[rows[row]] = s0;
    y[rows[row + 1]] = s1;
    y[rows[row + 2]] = s2;
    y[rows[row + 3]] = s3;
    y[rows[row + 4]] = s4;
    y[rows[row + 5]] = s5;
    y[rows[row + 6]] = s6;
    y[rows[row + 7]] = s7;
  }

  private void add(float[] w, int[] c, int from, int end, float[] x, float[] y, int row) {
    float[] bias = this.bias;
    int[] rows = this.rows;
    float s0 = bias[row];
    float s1 = bias[row + 1];
    float s2 = bias[row + 2];
    float s3 = bias[row + 3];
    float s4 = bias[row + 4];
    float s5 = bias[row + 5];
    float s6 = bias[row + 6];
    float s7 = bias[row + 7];
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
    y[rows[row]] = s0;
    y[rows[row + 1]] = s1;
    y[rows[row + 2]] = s2;
    y[rows[row + 3]] = s3;
    y[rows[row + 4]] = s4;
    y[rows[row + 5]] = s5;
    y[rows[row + 6]] = s6;
    y[rows[row + 7]] = s7;
  }
}

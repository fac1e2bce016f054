package org.sparsevd.runtime.layer;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.tensor.SparseTensor;

/**
 * A dense layer for a single input, by its non-zero weights, eight rows at a time: one sum would
 * wait for itself, eight do not. Rows are sorted by length and the shorter ones of eight filled up
 * with zero weights, so that all end together and the processor guesses right when.
 *
 * <p>Weights by column, with columns of zero inputs left out, took half as long again on MNIST
 * digits: the processor guesses wrong which inputs are zero and where their short columns end.
 */
public final class SparseMatrixVector implements KernelStep {
  private static final int SLICE = SliceSums.ROWS;

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
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    boolean fuses = kernels.fuses();
    for (int slice = 0; slice < starts.length - 1; slice++) {
      int from = starts[slice];
      int end = starts[slice + 1];
      if (fuses) {
        SliceSums.fuse(weights, columns, from, end, x, y, bias, rows, slice * SLICE);
      } else {
        SliceSums.add(weights, columns, from, end, x, y, bias, rows, slice * SLICE);
      }
    }
    // Not at each sum: as a branch, it would be guessed wrong for every other input.
    kernels.raise(y, height, floor);
  }
}

package org.sparsevd.runtime;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Dense layers on the Vector API: sums live in registers, as in {@link SparseVectors}. */
final class DenseVectors {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private DenseVectors() {}

  /** See {@link Kernels#dense}. */
  static void run(DenseFilters filters, Grid grid, float[] in, float[] out, float floor) {
    for (int q = 0; q < grid.reads.length; q++) {
      for (int g = 0; g < filters.groups(); g++) {
        denseQuad(filters, g, grid, q, in, out, floor);
      }
    }
  }

  private static void denseQuad(
      DenseFilters filters, int g, Grid grid, int q, float[] in, float[] out, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int first = grid.reads[q];
    int a = filters.filter(g, 0);
    int b = filters.filter(g, 1);
    FloatVector a0 = FloatVector.broadcast(SPECIES, filters.bias()[a]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, filters.bias()[b]);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    int w = g * offsets.length * DenseFilters.GROUP;
    for (int k = 0; k < offsets.length; k++) {
      int at = first + offsets[k];
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, at);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, at + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * LANES);
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[w]);
      a0 = x0.fma(weight, a0);
      a1 = x1.fma(weight, a1);
      a2 = x2.fma(weight, a2);
      a3 = x3.fma(weight, a3);
      weight = FloatVector.broadcast(SPECIES, weights[w + 1]);
      b0 = x0.fma(weight, b0);
      b1 = x1.fma(weight, b1);
      b2 = x2.fma(weight, b2);
      b3 = x3.fma(weight, b3);
      w += DenseFilters.GROUP;
    }
    VectorQuad.store(a0, a1, a2, a3, out, a * grid.size() + grid.writes[q], floor);
    VectorQuad.store(b0, b1, b2, b3, out, b * grid.size() + grid.writes[q], floor);
  }

  /** See {@link Kernels#multiply}. */
  static void multiply(DenseColumns columns, float[] x, float[] y, float floor) {
    int s = 0;
    for (; s < columns.slices() - 1; s += 2) {
      multiplyPair(columns, s, x, y, floor);
    }
    if (s < columns.slices()) {
      multiplyQuad(columns, s, x, y, floor);
    }
  }

  private static void multiplyPair(DenseColumns all, int s, float[] x, float[] y, float floor) {
    float[] weights = all.weights();
    int columns = all.columns();
    int row = s * 4 * LANES;
    FloatVector a0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    FloatVector a1 = FloatVector.fromArray(SPECIES, all.bias(), row + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, all.bias(), row + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, all.bias(), row + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, all.bias(), row + 4 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, all.bias(), row + 5 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, all.bias(), row + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, all.bias(), row + 7 * LANES);
    int a = row * columns;
    int b = a + 4 * LANES * columns;
    for (int c = 0; c < columns; c++) {
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      a0 = FloatVector.fromArray(SPECIES, weights, a).fma(value, a0);
      a1 = FloatVector.fromArray(SPECIES, weights, a + LANES).fma(value, a1);
      a2 = FloatVector.fromArray(SPECIES, weights, a + 2 * LANES).fma(value, a2);
      a3 = FloatVector.fromArray(SPECIES, weights, a + 3 * LANES).fma(value, a3);
      b0 = FloatVector.fromArray(SPECIES, weights, b).fma(value, b0);
      b1 = FloatVector.fromArray(SPECIES, weights, b + LANES).fma(value, b1);
      b2 = FloatVector.fromArray(SPECIES, weights, b + 2 * LANES).fma(value, b2);
      b3 = FloatVector.fromArray(SPECIES, weights, b + 3 * LANES).fma(value, b3);
      a += 4 * LANES;
      b += 4 * LANES;
    }
    VectorQuad.store(a0, a1, a2, a3, y, row, floor);
    VectorQuad.store(b0, b1, b2, b3, y, row + 4 * LANES, floor);
  }

  private static void multiplyQuad(DenseColumns all, int s, float[] x, float[] y, float floor) {
    float[] weights = all.weights();
    int row = s * 4 * LANES;
    FloatVector a0 = FloatVector.fromArray(SPECIES, all.bias(), row);
    FloatVector a1 = FloatVector.fromArray(SPECIES, all.bias(), row + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, all.bias(), row + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, all.bias(), row + 3 * LANES);
    int a = row * all.columns();
    for (int c = 0; c < all.columns(); c++) {
      FloatVector value = FloatVector.broadcast(SPECIES, x[c]);
      a0 = FloatVector.fromArray(SPECIES, weights, a).fma(value, a0);
      a1 = FloatVector.fromArray(SPECIES, weights, a + LANES).fma(value, a1);
      a2 = FloatVector.fromArray(SPECIES, weights, a + 2 * LANES).fma(value, a2);
      a3 = FloatVector.fromArray(SPECIES, weights, a + 3 * LANES).fma(value, a3);
      a += 4 * LANES;
    }
    VectorQuad.store(a0, a1, a2, a3, y, row, floor);
  }
}

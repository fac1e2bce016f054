package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.vector.FloatLanes;

/**
 * Sparse filters on the Vector API: sums live in registers while a filter's weights stream by, each
 * broadcast against two of a {@link Positions}'s quads. The vectors of a quad are a constant
 * distance apart, so that the JIT checks the bounds of the first and the last of them only.
 */
final class SparseVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private SparseVectors() {}

  /** See {@link Kernels#sparse}. */
  static void run(
      SparseFilters filters, Positions grid, float[] in, float[] out, float[] sums, float floor) {
    if (BlockVectors.canRun(filters, grid)) {
      BlockVectors.run(filters, grid, in, out, sums, floor);
      return;
    }
    for (int f = 0; f < filters.count(); f++) {
      filter(filters, f, grid, in, out, f * grid.size(), floor);
    }
  }

  /** One filter at every position of the grid, of filters that are no blocks. */
  static void filter(
      SparseFilters filters, int f, Positions grid, float[] in, float[] out, int to, float floor) {
    if (grid.reads.length > 1) {
      pairs(filters, f, grid, in, out, to, floor);
    }
    if (grid.reads.length % 2 > 0) {
      quad(filters, f, grid, in, out, to, floor);
    }
  }

  /** All pairs of quads for one filter. */
  private static void pairs(
      SparseFilters filters, int f, Positions grid, float[] in, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int start = filters.starts()[f];
    int end = filters.starts()[f + 1];
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    for (int q = 0; q < grid.reads.length - 1; q += 2) {
      int first = grid.reads[q];
      int second = grid.reads[q + 1];
      FloatVector a0 = bias;
      FloatVector a1 = bias;
      FloatVector a2 = bias;
      FloatVector a3 = bias;
      FloatVector b0 = bias;
      FloatVector b1 = bias;
      FloatVector b2 = bias;
      FloatVector b3 = bias;
      for (int k = start; k < end; k++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
        int a = first + offsets[k];
        a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
        a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
        a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
        a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
        int b = second + offsets[k];
        b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
        b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
        b2 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 2 * LANES), b2);
        b3 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 3 * LANES), b3);
      }
      int at = to + grid.writes[q];
      VectorQuad.raised(a0, floor).intoArray(out, at);
      VectorQuad.raised(a1, floor).intoArray(out, at + LANES);
      VectorQuad.raised(a2, floor).intoArray(out, at + 2 * LANES);
      VectorQuad.raised(a3, floor).intoArray(out, at + 3 * LANES);
      int next = to + grid.writes[q + 1];
      VectorQuad.raised(b0, floor).intoArray(out, next);
      VectorQuad.raised(b1, floor).intoArray(out, next + LANES);
      VectorQuad.raised(b2, floor).intoArray(out, next + 2 * LANES);
      VectorQuad.raised(b3, floor).intoArray(out, next + 3 * LANES);
    }
  }

  /** All pairs of quads one above the other, pooled by two. */
  static void pooled(
      SparseFilters filters, int f, Positions grid, float[] in, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int start = filters.starts()[f];
    int end = filters.starts()[f + 1];
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    for (int q = 0; q < grid.reads.length - 1; q += 2) {
      int first = grid.reads[q];
      int second = grid.reads[q + 1];
      FloatVector a0 = bias;
      FloatVector a1 = bias;
      FloatVector a2 = bias;
      FloatVector a3 = bias;
      FloatVector b0 = bias;
      FloatVector b1 = bias;
      FloatVector b2 = bias;
      FloatVector b3 = bias;
      for (int k = start; k < end; k++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
        int a = first + offsets[k];
        a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
        a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
        a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
        a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
        int b = second + offsets[k];
        b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
        b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
        b2 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 2 * LANES), b2);
        b3 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 3 * LANES), b3);
      }
      int at = to + grid.writes[q / 2];
      FloatVector left = VectorQuad.larger(a0, b0);
      left = VectorQuad.larger(left, VectorQuad.larger(a1, b1));
      VectorQuad.raised(left, floor).intoArray(out, at);
      FloatVector right = VectorQuad.larger(a2, b2);
      right = VectorQuad.larger(right, VectorQuad.larger(a3, b3));
      VectorQuad.raised(right, floor).intoArray(out, at + LANES);
    }
  }

  /** The last quad, where there is an odd number of them. */
  private static void quad(
      SparseFilters filters, int f, Positions grid, float[] in, float[] out, int to, float floor) {
    int q = grid.reads.length - 1;
    int first = grid.reads[q];
    FloatVector a0 = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int a = first + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      a3 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 3 * LANES), a3);
    }
    int at = to + grid.writes[q];
    VectorQuad.raised(a0, floor).intoArray(out, at);
    VectorQuad.raised(a1, floor).intoArray(out, at + LANES);
    VectorQuad.raised(a2, floor).intoArray(out, at + 2 * LANES);
    VectorQuad.raised(a3, floor).intoArray(out, at + 3 * LANES);
  }
}

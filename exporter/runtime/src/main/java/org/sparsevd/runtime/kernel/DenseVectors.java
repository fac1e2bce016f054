package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.vector.FloatLanes;

/** Dense filters on the Vector API: sums live in registers, as in {@link SparseVectors}. */
final class DenseVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private DenseVectors() {}

  /** See {@link Kernels#dense}. */
  static void run(DenseFilters filters, Positions grid, float[] in, float[] out, float floor) {
    for (int q = 0; q < grid.reads.length; q++) {
      for (int g = 0; g < filters.groups(); g++) {
        denseQuad(filters, g, grid, q, in, out, floor);
      }
    }
  }

  private static void denseQuad(
      DenseFilters filters, int g, Positions grid, int q, float[] in, float[] out, float floor) {
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
    int at = a * grid.size() + grid.writes[q];
    VectorQuad.raised(a0, floor).intoArray(out, at);
    VectorQuad.raised(a1, floor).intoArray(out, at + LANES);
    VectorQuad.raised(a2, floor).intoArray(out, at + 2 * LANES);
    VectorQuad.raised(a3, floor).intoArray(out, at + 3 * LANES);
    int next = b * grid.size() + grid.writes[q];
    VectorQuad.raised(b0, floor).intoArray(out, next);
    VectorQuad.raised(b1, floor).intoArray(out, next + LANES);
    VectorQuad.raised(b2, floor).intoArray(out, next + 2 * LANES);
    VectorQuad.raised(b3, floor).intoArray(out, next + 3 * LANES);
  }
}

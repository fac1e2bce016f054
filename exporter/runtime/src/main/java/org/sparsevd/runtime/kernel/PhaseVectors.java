package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.vector.FloatLanes;

/**
 * Sparse filters over images in phases, on the Vector API: the sums of four phases live in
 * registers while a filter's weights stream by, and are compared before they leave them.
 */
final class PhaseVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private PhaseVectors() {}

  /** See {@link Kernels#pooled}. */
  static void run(PhaseFilters filters, float[] in, float[] out, float floor) {
    int phases = filters.out().count() * filters.out().count();
    int size = filters.out().phaseSize();
    for (int f = 0; f < filters.count(); f++) {
      for (int p = 0; p < phases; p++) {
        phase(filters, f, p, in, out, (f * phases + p) * size, floor);
      }
    }
  }

  /** What is found past the end of a phase is overwritten by the next. */
  private static void phase(
      PhaseFilters filters, int f, int p, float[] in, float[] out, int to, float floor) {
    int left = (filters.length() - 1) / LANES + 1;
    int at = 0;
    for (; left > 4 || left == 3; left -= 3) {
      three(filters, f, p, in, at, out, to + at, floor);
      at += 3 * LANES;
    }
    for (; left > 1; left -= 2) {
      two(filters, f, p, in, at, out, to + at, floor);
      at += 2 * LANES;
    }
    if (left > 0) {
      one(filters, f, p, in, at, out, to + at, floor);
    }
  }

  private static void three(
      PhaseFilters filters,
      int f,
      int phase,
      float[] in,
      int from,
      float[] out,
      int to,
      float floor) {
    long shift = from * PhaseFilters.EACH;
    long[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int first = phase * weights.length;
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector a0 = bias;
    FloatVector a1 = bias;
    FloatVector a2 = bias;
    FloatVector b0 = bias;
    FloatVector b1 = bias;
    FloatVector b2 = bias;
    FloatVector c0 = bias;
    FloatVector c1 = bias;
    FloatVector c2 = bias;
    FloatVector d0 = bias;
    FloatVector d1 = bias;
    FloatVector d2 = bias;
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      long four = offsets[first + k] + shift;
      int a = (int) (four & PhaseFilters.MASK);
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, a + 2 * LANES), a2);
      int b = (int) (four >>> 16 & PhaseFilters.MASK);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
      b2 = weight.fma(FloatVector.fromArray(SPECIES, in, b + 2 * LANES), b2);
      int c = (int) (four >>> 32 & PhaseFilters.MASK);
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, c), c0);
      c1 = weight.fma(FloatVector.fromArray(SPECIES, in, c + LANES), c1);
      c2 = weight.fma(FloatVector.fromArray(SPECIES, in, c + 2 * LANES), c2);
      int d = (int) (four >>> 48);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, d), d0);
      d1 = weight.fma(FloatVector.fromArray(SPECIES, in, d + LANES), d1);
      d2 = weight.fma(FloatVector.fromArray(SPECIES, in, d + 2 * LANES), d2);
    }
    a0 = VectorQuad.larger(VectorQuad.larger(a0, b0), VectorQuad.larger(c0, d0));
    VectorQuad.raised(a0, floor).intoArray(out, to);
    a1 = VectorQuad.larger(VectorQuad.larger(a1, b1), VectorQuad.larger(c1, d1));
    VectorQuad.raised(a1, floor).intoArray(out, to + LANES);
    a2 = VectorQuad.larger(VectorQuad.larger(a2, b2), VectorQuad.larger(c2, d2));
    VectorQuad.raised(a2, floor).intoArray(out, to + 2 * LANES);
  }

  private static void two(
      PhaseFilters filters,
      int f,
      int phase,
      float[] in,
      int from,
      float[] out,
      int to,
      float floor) {
    long shift = from * PhaseFilters.EACH;
    long[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int first = phase * weights.length;
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector a0 = bias;
    FloatVector a1 = bias;
    FloatVector b0 = bias;
    FloatVector b1 = bias;
    FloatVector c0 = bias;
    FloatVector c1 = bias;
    FloatVector d0 = bias;
    FloatVector d1 = bias;
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      long four = offsets[first + k] + shift;
      int a = (int) (four & PhaseFilters.MASK);
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, a + LANES), a1);
      int b = (int) (four >>> 16 & PhaseFilters.MASK);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, b + LANES), b1);
      int c = (int) (four >>> 32 & PhaseFilters.MASK);
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, c), c0);
      c1 = weight.fma(FloatVector.fromArray(SPECIES, in, c + LANES), c1);
      int d = (int) (four >>> 48);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, d), d0);
      d1 = weight.fma(FloatVector.fromArray(SPECIES, in, d + LANES), d1);
    }
    a0 = VectorQuad.larger(VectorQuad.larger(a0, b0), VectorQuad.larger(c0, d0));
    VectorQuad.raised(a0, floor).intoArray(out, to);
    a1 = VectorQuad.larger(VectorQuad.larger(a1, b1), VectorQuad.larger(c1, d1));
    VectorQuad.raised(a1, floor).intoArray(out, to + LANES);
  }

  private static void one(
      PhaseFilters filters,
      int f,
      int phase,
      float[] in,
      int from,
      float[] out,
      int to,
      float floor) {
    long shift = from * PhaseFilters.EACH;
    long[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int first = phase * weights.length;
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector a0 = bias;
    FloatVector b0 = bias;
    FloatVector c0 = bias;
    FloatVector d0 = bias;
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      long four = offsets[first + k] + shift;
      int a = (int) (four & PhaseFilters.MASK);
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, a), a0);
      int b = (int) (four >>> 16 & PhaseFilters.MASK);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, b), b0);
      int c = (int) (four >>> 32 & PhaseFilters.MASK);
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, c), c0);
      int d = (int) (four >>> 48);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, d), d0);
    }
    a0 = VectorQuad.larger(VectorQuad.larger(a0, b0), VectorQuad.larger(c0, d0));
    VectorQuad.raised(a0, floor).intoArray(out, to);
  }
}

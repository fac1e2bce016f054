package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.ShiftedPhases;
import org.sparsevd.vector.FloatLanes;

/** Sparse filters over shifted phases, on the Vector API; otherwise as {@link PhaseVectors}. */
final class ShiftVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int BESIDE = ShiftedPhases.COPY;
  private static final int BELOW = ShiftedPhases.DOWN;
  private static final int BOTH = BESIDE + BELOW;

  private ShiftVectors() {}

  /** See {@link Kernels#pooled}. */
  static void run(ShiftedFilters filters, float[] in, int start, float[] out, float floor) {
    int phases = filters.out().count() * filters.out().count();
    int size = filters.out().phaseSize();
    for (int f = 0; f < filters.count(); f++) {
      for (int p = 0; p < phases; p++) {
        phase(filters, f, in, start + filters.from(p), out, (f * phases + p) * size, floor);
      }
    }
  }

  /** What is found past the end of a phase is overwritten by the next. */
  private static void phase(
      ShiftedFilters filters, int f, float[] in, int from, float[] out, int to, float floor) {
    int left = (filters.length() - 1) / LANES + 1;
    int at = 0;
    for (; left > 4 || left == 3; left -= 3) {
      three(filters, f, in, from + at, out, to + at, floor);
      at += 3 * LANES;
    }
    for (; left > 1; left -= 2) {
      two(filters, f, in, from + at, out, to + at, floor);
      at += 2 * LANES;
    }
    if (left > 0) {
      one(filters, f, in, from + at, out, to + at, floor);
    }
  }

  private static void three(
      ShiftedFilters filters, int f, float[] in, int from, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
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
      int at = from + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, at), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + LANES), a1);
      a2 = weight.fma(FloatVector.fromArray(SPECIES, in, at + 2 * LANES), a2);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BESIDE), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BESIDE + LANES), b1);
      b2 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BESIDE + 2 * LANES), b2);
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BELOW), c0);
      c1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BELOW + LANES), c1);
      c2 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BELOW + 2 * LANES), c2);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BOTH), d0);
      d1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BOTH + LANES), d1);
      d2 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BOTH + 2 * LANES), d2);
    }
    a0 = VectorQuad.larger(VectorQuad.larger(a0, b0), VectorQuad.larger(c0, d0));
    VectorQuad.raised(a0, floor).intoArray(out, to);
    a1 = VectorQuad.larger(VectorQuad.larger(a1, b1), VectorQuad.larger(c1, d1));
    VectorQuad.raised(a1, floor).intoArray(out, to + LANES);
    a2 = VectorQuad.larger(VectorQuad.larger(a2, b2), VectorQuad.larger(c2, d2));
    VectorQuad.raised(a2, floor).intoArray(out, to + 2 * LANES);
  }

  private static void two(
      ShiftedFilters filters, int f, float[] in, int from, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
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
      int at = from + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, at), a0);
      a1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + LANES), a1);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BESIDE), b0);
      b1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BESIDE + LANES), b1);
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BELOW), c0);
      c1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BELOW + LANES), c1);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BOTH), d0);
      d1 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BOTH + LANES), d1);
    }
    a0 = VectorQuad.larger(VectorQuad.larger(a0, b0), VectorQuad.larger(c0, d0));
    VectorQuad.raised(a0, floor).intoArray(out, to);
    a1 = VectorQuad.larger(VectorQuad.larger(a1, b1), VectorQuad.larger(c1, d1));
    VectorQuad.raised(a1, floor).intoArray(out, to + LANES);
  }

  private static void one(
      ShiftedFilters filters, int f, float[] in, int from, float[] out, int to, float floor) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    FloatVector bias = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector a0 = bias;
    FloatVector b0 = bias;
    FloatVector c0 = bias;
    FloatVector d0 = bias;
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int at = from + offsets[k];
      a0 = weight.fma(FloatVector.fromArray(SPECIES, in, at), a0);
      b0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BESIDE), b0);
      c0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BELOW), c0);
      d0 = weight.fma(FloatVector.fromArray(SPECIES, in, at + BOTH), d0);
    }
    a0 = VectorQuad.larger(VectorQuad.larger(a0, b0), VectorQuad.larger(c0, d0));
    VectorQuad.raised(a0, floor).intoArray(out, to);
  }
}

package org.sparsevd.runtime.curve;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.model.loop.NormalTail;
import org.sparsevd.vector.FloatLanes;

/** {@link NormalTail#ratio} by vectors, with the same bits. */
final class TailVectors {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private TailVectors() {}

  /** Those of the magnitudes of some numbers, times a factor. */
  static void ratios(float[] x, int from, float[] y, int to, int length, float scale) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector most = FloatVector.broadcast(SPECIES, NormalTail.MOST);
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    for (int i = 0; i < length; i += LANES) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, from + i).abs().mul(factor);
      a = a.blend(most, a.compare(VectorOperators.GT, most));
      FloatVector w = a.add(two);
      FloatVector rest = two.sub(w).add(a);
      FloatVector t = two.div(w);
      FloatVector error = w.neg().fma(t, two).sub(rest.mul(t));
      FloatVector sum = FloatVector.broadcast(SPECIES, NormalTail.M10);
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M9));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M8));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M7));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M6));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M5));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M4));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M3));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M2));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M1));
      sum = t.fma(sum, FloatVector.broadcast(SPECIES, NormalTail.M0));
      FloatVector ratio = t.mul(sum);
      FloatVector growth = error.mul(FloatVector.broadcast(SPECIES, NormalTail.GROWTH / 2));
      growth.fma(ratio, ratio).intoArray(y, to + i);
    }
  }
}

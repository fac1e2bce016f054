package org.sparsevd.runtime.tile.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.step.SumTiles;
import org.sparsevd.vector.FloatLanes;

/** What is done with sums when they are complete. */
final class CellEnds {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private CellEnds() {}

  /** Stores the sums of a group, for each of some filters, where the output has them. */
  static void store(
      CellGroups groups,
      int group,
      int first,
      int last,
      int stride,
      Ending ending,
      float[] memory,
      int at,
      int sums) {
    int floats = groups.cells() * LANES;
    for (int f = first; f < last; f++) {
      for (int r = 0; r < groups.rows(); r++) {
        int from = at + sums + (f * groups.rows() + r) * floats;
        int to = at + groups.writes()[group * groups.rows() + r] + f * stride;
        if (ending.addsResidual()) {
          add(memory, from, to + ending.residual(), to, floats, ending.low(), ending.high());
        } else {
          store(memory, from, to, floats, ending.low(), ending.high());
        }
      }
    }
  }

  private static void store(float[] memory, int from, int to, int floats, float low, float high) {
    for (int i = 0; i < floats; i += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, memory, from + i);
      sum = sum.blend(low, sum.compare(VectorOperators.LE, low));
      sum.blend(high, sum.compare(VectorOperators.GE, high)).intoArray(memory, to + i);
    }
  }

  private static void add(
      float[] memory, int first, int second, int to, int floats, float low, float high) {
    for (int i = 0; i < floats; i += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, memory, first + i);
      sum = sum.add(FloatVector.fromArray(SPECIES, memory, second + i));
      sum = sum.blend(low, sum.compare(VectorOperators.LE, low));
      sum.blend(high, sum.compare(VectorOperators.GE, high)).intoArray(memory, to + i);
    }
  }

  /** Sum of two images. */
  static void add(SumTiles sum, float[] memory, int at, Share share) {
    Tiles out = sum.out();
    int first = out.tiling().from(share) + at;
    int length = out.tiling().to(share) - out.tiling().from(share);
    for (int c = 0; c < out.channels(); c++) {
      int from = first + c * out.tiling().stride();
      add(
          memory,
          from + sum.first().start(),
          from + sum.second().start(),
          from + out.start(),
          length,
          sum.low(),
          sum.high());
    }
  }
}

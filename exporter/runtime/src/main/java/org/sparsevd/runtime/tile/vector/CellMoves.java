package org.sparsevd.runtime.tile.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.step.HaloTiles;
import org.sparsevd.runtime.tile.step.MaxTiles;
import org.sparsevd.vector.FloatLanes;

/** Maxima of windows, and halos. */
final class CellMoves {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private CellMoves() {}

  /** The halo of all channels of an image. */
  static void fill(HaloTiles step, float[] memory, int at) {
    Halo halo = step.halo();
    int stride = step.tiles().tiling().stride();
    for (int c = 0; c < step.tiles().channels(); c++) {
      int channel = at + step.tiles().start() + c * stride;
      for (int run = 0; run < halo.counts().length; run++) {
        fill(halo, run, memory, channel, step.fill());
      }
    }
  }

  private static void fill(Halo halo, int run, float[] memory, int channel, float fill) {
    FloatVector keep = FloatVector.fromArray(SPECIES, halo.keep(), halo.masks()[run]);
    int shift = halo.targets()[run] - halo.sources()[run];
    int step = halo.steps()[run];
    int source = channel + halo.sources()[run];
    for (int i = 0; i < halo.counts()[run]; i++) {
      FloatVector cell = FloatVector.fromArray(SPECIES, memory, source);
      cell = cell.blend(fill, keep.compare(VectorOperators.LE, 0));
      cell.intoArray(memory, source + shift);
      source += step;
    }
  }

  /** The largest value of each window. */
  static void largest(MaxTiles pooling, float[] memory, int at) {
    CellGroups groups = pooling.groups();
    int step = groups.step() * LANES;
    for (int c = 0; c < pooling.channels(); c++) {
      for (int i = 0; i < groups.reads().length; i++) {
        int read = at + groups.reads()[i] + c * pooling.inStride();
        int write = at + groups.writes()[i] + c * pooling.outStride();
        for (int cell = 0; cell < groups.cells(); cell++) {
          largest(pooling.taps(), memory, read + cell * step, write + cell * LANES);
        }
      }
    }
  }

  private static void largest(int[] taps, float[] memory, int from, int to) {
    FloatVector largest = FloatVector.fromArray(SPECIES, memory, from + taps[0]);
    for (int k = 1; k < taps.length; k++) {
      FloatVector next = FloatVector.fromArray(SPECIES, memory, from + taps[k]);
      largest = largest.blend(next, largest.compare(VectorOperators.LT, next));
    }
    largest.intoArray(memory, to);
  }
}

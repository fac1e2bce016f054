package org.sparsevd.runtime.tile.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.step.HaloTiles;
import org.sparsevd.runtime.tile.step.MaxTiles;
import org.sparsevd.vector.FloatLanes;

/** Maxima of windows, and halos. */
final class CellMoves {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private CellMoves() {}

  /** The halo of all channels of an image. */
  static void fill(HaloTiles step, float[] memory, int at, Share share) {
    Tiles tiles = step.tiles();
    int first = step.halo().from(tiles.tiling(), share);
    int end = step.halo().to(tiles.tiling(), share);
    for (int c = 0; c < tiles.channels(); c++) {
      fill(step.halo(), first, end, tiles, c, memory, at, step.fill());
    }
  }

  /** Some cells of the halo of a channel. */
  static void fill(
      Halo halo, int first, int end, Tiles tiles, int channel, float[] memory, int at, float fill) {
    int start = at + tiles.start() + channel * tiles.tiling().stride();
    int[] sources = halo.sources();
    int[] targets = halo.targets();
    int[] masks = halo.masks();
    float[] keep = halo.keep();
    for (int i = first; i < end; i++) {
      FloatVector mask = FloatVector.fromArray(SPECIES, keep, masks[i]);
      FloatVector cell = FloatVector.fromArray(SPECIES, memory, start + sources[i]);
      cell = cell.blend(fill, mask.compare(VectorOperators.LE, 0));
      cell.intoArray(memory, start + targets[i]);
    }
  }

  /** The largest value of each window. */
  static void largest(MaxTiles pooling, float[] memory, int at, Share share) {
    CellGroups groups = pooling.groups();
    int step = groups.step() * LANES;
    boolean cells = pooling.isByCells(share);
    int first = cells ? share.from(groups.count()) * groups.rows() : 0;
    int end = cells ? share.to(groups.count()) * groups.rows() : groups.reads().length;
    int firstChannel = cells ? 0 : share.from(pooling.channels());
    int endChannel = cells ? pooling.channels() : share.to(pooling.channels());
    for (int c = firstChannel; c < endChannel; c++) {
      for (int i = first; i < end; i++) {
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

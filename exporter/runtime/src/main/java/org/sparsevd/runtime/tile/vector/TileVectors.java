package org.sparsevd.runtime.tile.vector;

import java.util.Arrays;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.PairedFilters;
import org.sparsevd.runtime.tile.step.DepthTiles;
import org.sparsevd.runtime.tile.step.HaloTiles;
import org.sparsevd.runtime.tile.step.MapTiles;
import org.sparsevd.runtime.tile.step.MaxTiles;
import org.sparsevd.runtime.tile.step.PairedTiles;
import org.sparsevd.runtime.tile.step.SparseTiles;
import org.sparsevd.runtime.tile.step.SumTiles;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.vector.FloatLanes;

/** Kernels over images in tiles, on the Vector API. */
public final class TileVectors implements TileKernels {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private final CellSums fours = new CellSums1x4();
  private final CellSums sevens = new CellSums1x7();
  private final CellSums eights = new CellSums1x8();
  private final CellSums twoFours = new CellSums2x4();
  private final PairSums pairsOfFour = new PairSums4();
  private final PairSums pairsOfFive = new PairSums5();
  private final DepthSums threeBySevens = new DepthSums3x7();
  private final DepthSums threeByEights = new DepthSums3x8();
  private final DepthSums fiveBySevens = new DepthSums5x7();
  private final DepthSums fiveByEights = new DepthSums5x8();
  private final DepthSums sevenBySevens = new DepthSums7x7();

  @Override
  public void run(SparseTiles layer, float[] memory, int at) {
    CellSums sums = sums(layer.groups());
    if (layer.separate()) {
      separate(sums, layer, memory, at);
    } else if (layer.filters().blocks() == 1 && !layer.ending().addsResidual()) {
      whole(sums, layer, memory, at);
    } else {
      blocks(sums, layer, memory, at);
    }
  }

  private CellSums sums(CellGroups groups) {
    if (groups.rows() == 2) {
      return twoFours;
    }
    return groups.cells() == 4 ? fours : groups.cells() == 7 ? sevens : eights;
  }

  private static void separate(CellSums sums, SparseTiles layer, float[] memory, int at) {
    SparseFilters filters = layer.filters();
    float low = layer.ending().low();
    float high = layer.ending().high();
    for (int f = 0; f < filters.count(); f++) {
      int to = f * layer.stride();
      for (int g = 0; g < layer.groups().count(); g++) {
        sums.whole(filters, f, f + 1, layer.groups(), g, to, 0, memory, at, low, high);
      }
    }
  }

  private static void whole(CellSums sums, SparseTiles layer, float[] memory, int at) {
    int count = layer.filters().count();
    float low = layer.ending().low();
    float high = layer.ending().high();
    for (int g = 0; g < layer.groups().count(); g++) {
      sums.whole(
          layer.filters(), 0, count, layer.groups(), g, 0, layer.stride(), memory, at, low, high);
    }
  }

  private static void blocks(CellSums sums, SparseTiles layer, float[] memory, int at) {
    SparseFilters filters = layer.filters();
    CellGroups groups = layer.groups();
    for (int g = 0; g < groups.count(); g++) {
      begin(filters.bias(), groups, memory, at + layer.sums());
      for (int b = 0; b < filters.blocks(); b++) {
        sums.part(filters, b, groups, g, memory, at, layer.sums());
      }
      CellEnds.store(
          groups, g, filters.count(), layer.stride(), layer.ending(), memory, at, layer.sums());
    }
  }

  private static void begin(float[] bias, CellGroups groups, float[] memory, int from) {
    int floats = groups.sums() * LANES;
    for (int f = 0; f < bias.length; f++) {
      Arrays.fill(memory, from + f * floats, from + (f + 1) * floats, bias[f]);
    }
  }

  @Override
  public void run(PairedTiles layer, float[] memory, int at) {
    PairedFilters filters = layer.filters();
    CellGroups groups = layer.groups();
    PairSums sums = groups.cells() == 4 ? pairsOfFour : pairsOfFive;
    if (filters.blocks() == 1 && filters.filters() % 2 == 0 && !layer.ending().addsResidual()) {
      float low = layer.ending().low();
      float high = layer.ending().high();
      for (int g = 0; g < groups.count(); g++) {
        sums.whole(filters, groups, g, layer.stride(), memory, at, low, high);
      }
      return;
    }
    for (int g = 0; g < groups.count(); g++) {
      begin(filters.bias(), groups, memory, at + layer.sums());
      for (int b = 0; b < filters.blocks(); b++) {
        sums.add(filters, b, groups, g, memory, at, layer.sums());
      }
      CellEnds.store(
          groups, g, filters.filters(), layer.stride(), layer.ending(), memory, at, layer.sums());
    }
  }

  @Override
  public void run(DepthTiles layer, float[] memory, int at) {
    DepthSums sums = depths(layer);
    for (int c = 0; c < layer.bias().length; c++) {
      if (layer.halo() != null) {
        CellMoves.fill(layer.halo(), layer.in(), c, memory, at, 0);
      }
      sums.run(layer, c, memory, at);
    }
  }

  private DepthSums depths(DepthTiles layer) {
    boolean sevens = layer.groups().cells() == 7;
    return switch (layer.width()) {
      case 3 -> sevens ? threeBySevens : threeByEights;
      case 5 -> sevens ? fiveBySevens : fiveByEights;
      default -> sevenBySevens;
    };
  }

  @Override
  public void run(MaxTiles pooling, float[] memory, int at) {
    CellMoves.largest(pooling, memory, at);
  }

  @Override
  public void run(HaloTiles halo, float[] memory, int at) {
    CellMoves.fill(halo, memory, at);
  }

  @Override
  public void run(MapTiles map, float[] memory, int at) {
    CellMaps.run(map, memory, at);
  }

  @Override
  public void run(SumTiles sum, float[] memory, int at) {
    CellEnds.add(sum, memory, at);
  }
}

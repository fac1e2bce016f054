package org.sparsevd.runtime.tile.vector;

import java.util.Arrays;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
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
  public void run(SparseTiles layer, float[] memory, int at, Share share) {
    CellSums sums = sums(layer.groups());
    if (layer.separate()) {
      separate(sums, layer, memory, at, share);
    } else if (layer.filters().blocks() == 1 && !layer.ending().addsResidual()) {
      whole(sums, layer, memory, at, share);
    } else {
      blocks(sums, layer, memory, at, share);
    }
  }

  private CellSums sums(CellGroups groups) {
    if (groups.rows() == 2) {
      return twoFours;
    }
    return groups.cells() == 4 ? fours : groups.cells() == 7 ? sevens : eights;
  }

  private static void separate(
      CellSums sums, SparseTiles layer, float[] memory, int at, Share share) {
    CellGroups groups = layer.groups();
    CellSplit split = layer.split();
    float low = layer.ending().low();
    float high = layer.ending().high();
    int units = split.units(groups, share);
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      int endGroup = split.endGroup(groups, share, u);
      int endFilter = split.endFilter(groups, share, u);
      for (int f = split.firstFilter(groups, share, u); f < endFilter; f++) {
        int to = f * layer.stride();
        for (int g = split.firstGroup(groups, share, u); g < endGroup; g++) {
          sums.whole(layer.filters(), f, f + 1, groups, g, to, 0, memory, at, low, high);
        }
      }
    }
  }

  private static void whole(CellSums sums, SparseTiles layer, float[] memory, int at, Share share) {
    CellGroups groups = layer.groups();
    CellSplit split = layer.split();
    int stride = layer.stride();
    float low = layer.ending().low();
    float high = layer.ending().high();
    int units = split.units(groups, share);
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      int first = split.firstFilter(groups, share, u);
      int last = split.endFilter(groups, share, u);
      int end = split.endGroup(groups, share, u);
      int to = first * stride;
      for (int g = split.firstGroup(groups, share, u); g < end; g++) {
        sums.whole(layer.filters(), first, last, groups, g, to, stride, memory, at, low, high);
      }
    }
  }

  private static void blocks(
      CellSums sums, SparseTiles layer, float[] memory, int at, Share share) {
    SparseFilters filters = layer.filters();
    CellGroups groups = layer.groups();
    CellSplit split = layer.split();
    int room = layer.sums() + split.sums(share);
    int units = split.units(groups, share);
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      int first = split.firstFilter(groups, share, u);
      int last = split.endFilter(groups, share, u);
      int end = split.endGroup(groups, share, u);
      for (int g = split.firstGroup(groups, share, u); g < end; g++) {
        begin(filters.bias(), first, last, groups, memory, at + room);
        for (int b = 0; b < filters.blocks(); b++) {
          sums.part(filters, b, first, last, groups, g, memory, at, room);
        }
        CellEnds.store(groups, g, first, last, layer.stride(), layer.ending(), memory, at, room);
      }
    }
  }

  private static void begin(
      float[] bias, int first, int last, CellGroups groups, float[] memory, int from) {
    int floats = groups.sums() * LANES;
    for (int f = first; f < last; f++) {
      Arrays.fill(memory, from + f * floats, from + (f + 1) * floats, bias[f]);
    }
  }

  @Override
  public void run(PairedTiles layer, float[] memory, int at, Share share) {
    PairedFilters filters = layer.filters();
    CellGroups groups = layer.groups();
    CellSplit split = layer.split();
    PairSums sums = groups.cells() == 4 ? pairsOfFour : pairsOfFive;
    boolean whole =
        filters.blocks() == 1 && filters.filters() % 2 == 0 && !layer.ending().addsResidual();
    int units = split.units(groups, share);
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      int first = split.firstFilter(groups, share, u);
      int last = split.endFilter(groups, share, u);
      int end = split.endGroup(groups, share, u);
      for (int g = split.firstGroup(groups, share, u); g < end; g++) {
        if (whole) {
          whole(sums, layer, first, last, g, memory, at);
        } else {
          blocks(sums, layer, first, last, g, memory, at, layer.sums() + split.sums(share));
        }
      }
    }
  }

  private static void whole(
      PairSums sums, PairedTiles layer, int first, int last, int group, float[] memory, int at) {
    float low = layer.ending().low();
    float high = layer.ending().high();
    int stride = layer.stride();
    sums.whole(layer.filters(), first, last, layer.groups(), group, stride, memory, at, low, high);
  }

  private static void blocks(
      PairSums sums,
      PairedTiles layer,
      int first,
      int last,
      int group,
      float[] memory,
      int at,
      int room) {
    PairedFilters filters = layer.filters();
    CellGroups groups = layer.groups();
    begin(filters.bias(), 2 * first, 2 * last, groups, memory, at + room);
    for (int b = 0; b < filters.blocks(); b++) {
      sums.add(filters, b, first, last, groups, group, memory, at, room);
    }
    int end = Math.min(filters.filters(), 2 * last);
    CellEnds.store(groups, group, 2 * first, end, layer.stride(), layer.ending(), memory, at, room);
  }

  @Override
  public void run(DepthTiles layer, float[] memory, int at, Share share) {
    DepthSums sums = depths(layer);
    int count = layer.groups().count();
    int first = share.from(count);
    int end = share.to(count);
    int firstCell = layer.firstCell(share);
    int endCell = layer.endCell(share);
    for (int c = 0; c < layer.bias().length; c++) {
      if (layer.halo() != null) {
        CellMoves.fill(layer.halo(), firstCell, endCell, layer.in(), c, memory, at, 0);
      }
      sums.run(layer, c, first, end, memory, at);
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
  public void run(MaxTiles pooling, float[] memory, int at, Share share) {
    CellMoves.largest(pooling, memory, at, share);
  }

  @Override
  public void run(HaloTiles halo, float[] memory, int at, Share share) {
    CellMoves.fill(halo, memory, at, share);
  }

  @Override
  public void run(MapTiles map, float[] memory, int at, Share share) {
    CellMaps.run(map, memory, at, share);
  }

  @Override
  public void run(SumTiles sum, float[] memory, int at, Share share) {
    CellEnds.add(sum, memory, at, share);
  }
}

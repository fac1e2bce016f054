package org.sparsevd.runtime.tile.vector;

import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.PairedFilters;

/** Filters in pairs at a group of cells, one pair after the other. */
interface PairSums {
  /**
   * Adds a block of all filters to sums that lie in memory.
   *
   * @param at where the memory of all images begins
   * @param sums where those of the first begin
   */
  void add(
      PairedFilters filters,
      int block,
      CellGroups groups,
      int group,
      float[] memory,
      int at,
      int sums);
}

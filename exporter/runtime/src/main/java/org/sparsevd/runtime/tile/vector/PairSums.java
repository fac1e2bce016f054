package org.sparsevd.runtime.tile.vector;

import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.PairedFilters;

/** Filters in pairs at a group of cells, one pair after the other. */
interface PairSums {
  /**
   * Adds a block of pairs from {@code first} to before {@code last} to sums that lie in memory.
   *
   * @param at where the memory of all images begins
   * @param sums where those of the first of all pairs begin
   */
  void add(
      PairedFilters filters,
      int block,
      int first,
      int last,
      CellGroups groups,
      int group,
      float[] memory,
      int at,
      int sums);

  /**
   * Pairs from {@code first} to before {@code last}, of filters in one block and of an even number,
   * from their biases to what is stored.
   *
   * @param stride floats from a channel of the output to the next
   * @param low least value that is stored
   * @param high largest value that is stored
   */
  void whole(
      PairedFilters filters,
      int first,
      int last,
      CellGroups groups,
      int group,
      int stride,
      float[] memory,
      int at,
      float low,
      float high);
}

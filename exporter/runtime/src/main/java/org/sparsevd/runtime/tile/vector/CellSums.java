package org.sparsevd.runtime.tile.vector;

import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.tile.CellGroups;

/** Sparse filters at a group of cells, one after the other. */
interface CellSums {
  /**
   * Filters from {@code first} to before {@code last}, from their biases to what is stored.
   *
   * @param to where the channel of the first lies in the output
   * @param stride floats from a channel of the output to the next
   * @param at where the memory of all images begins
   * @param low least value that is stored
   * @param high largest value that is stored
   */
  void whole(
      SparseFilters filters,
      int first,
      int last,
      CellGroups groups,
      int group,
      int to,
      int stride,
      float[] memory,
      int at,
      float low,
      float high);

  /**
   * Adds a block of filters from {@code first} to before {@code last} to sums that lie in memory.
   *
   * @param sums where those of the first of all filters begin
   */
  void part(
      SparseFilters filters,
      int block,
      int first,
      int last,
      CellGroups groups,
      int group,
      float[] memory,
      int at,
      int sums);
}

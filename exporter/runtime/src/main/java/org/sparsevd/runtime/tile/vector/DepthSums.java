package org.sparsevd.runtime.tile.vector;

import org.sparsevd.runtime.tile.step.DepthTiles;

/** A window over each channel by itself. */
interface DepthSums {
  /**
   * Some groups of cells of a channel.
   *
   * @param first group
   * @param end of the groups
   * @param at where the memory of all images begins
   */
  void run(DepthTiles layer, int channel, int first, int end, float[] memory, int at);
}

package org.sparsevd.runtime.tile.vector;

import org.sparsevd.runtime.tile.step.DepthTiles;

/** A window over each channel by itself. */
interface DepthSums {
  /**
   * All cells of a channel.
   *
   * @param at where the memory of all images begins
   */
  void run(DepthTiles layer, int channel, float[] memory, int at);
}

package org.sparsevd.runtime.tile.bytes;

import org.sparsevd.runtime.tile.Tiles;

/** Puts whole sums where an ending says, in plain Java. */
record ByteStore(ByteEnding ending, Tiles out) {

  /**
   * Stores the sums of a cell.
   *
   * @param cell from the start of a channel
   */
  void store(int filter, int[] sums, int cell, float[] memory, int at) {
    boolean bytes = ending.levels() != null;
    int plane = bytes ? filter / ByteLanes.CHANNELS : filter;
    int to = at + out.start() + plane * out.tiling().stride() + cell;
    for (int lane = 0; lane < sums.length; lane++) {
      float value = ending.value(filter, sums[lane], other(filter, cell + lane, memory, at));
      memory[to + lane] =
          bytes ? ByteLanes.with(memory[to + lane], filter, ending.levels().of(value)) : value;
    }
  }

  private float other(int filter, int place, float[] memory, int at) {
    ByteResidual residual = ending.residual();
    if (residual == null) {
      return 0;
    }
    int stride = residual.tiles().tiling().stride();
    int plane = residual.tiles().start() + filter / ByteLanes.CHANNELS * stride;
    return ending.other(filter, ByteLanes.get(memory[at + plane + place], filter));
  }
}

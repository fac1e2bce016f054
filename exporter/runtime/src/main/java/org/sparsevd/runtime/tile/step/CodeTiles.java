package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;

/** A layer that became machine code. */
public record CodeTiles(TileFunction function) implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    function.run(memory, at, share);
  }
}

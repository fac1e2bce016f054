package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.machine.TileFunction;

/** A layer that became machine code. */
public record CodeTiles(TileFunction function) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    function.run(memory, at);
  }
}

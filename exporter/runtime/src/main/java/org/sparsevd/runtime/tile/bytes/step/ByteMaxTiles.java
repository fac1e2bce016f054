package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;
import org.sparsevd.runtime.tile.step.CodeTiles;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.runtime.tile.step.TileStep;

/** The largest bytes of windows. */
public record ByteMaxTiles(ByteMaximum pooling) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    pooling.run(memory, at);
  }

  @Override
  public TileStep on(TileCode code) {
    TileFunction function = code.bytes(pooling).orElse(null);
    return function == null ? this : new CodeTiles(function);
  }
}

package org.sparsevd.runtime.tile.bytes.step;

import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.step.CodeTiles;
import org.sparsevd.runtime.tile.step.TileKernels;
import org.sparsevd.runtime.tile.step.TileStep;

/** A convolution of bytes of each channel with a window of its own. */
public record ByteDepthTiles(ByteDepthwise layer) implements TileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at) {
    layer.run(memory, at);
  }

  @Override
  public TileStep on(TileCode code) {
    TileFunction function = code.bytes(layer).orElse(null);
    return function == null ? this : new CodeTiles(function);
  }
}

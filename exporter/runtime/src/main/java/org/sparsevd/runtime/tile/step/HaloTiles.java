package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;

/**
 * Fills the halo of an image.
 *
 * @param fill where there is no pixel: zero before a convolution, minus infinity before a maximum
 */
public record HaloTiles(Halo halo, Tiles tiles, float fill) implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }

  @Override
  public TileStep on(TileCode code) {
    TileFunction function = code.halo(halo, tiles, fill).orElse(null);
    return function == null ? this : new CodeTiles(function);
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;

/** A step whose work several threads can share: by filters or by channels. */
public interface SharedTileStep extends TileStep {
  @Override
  default boolean isShared() {
    return true;
  }

  @Override
  default void run(TileKernels kernels, float[] memory, int at) {
    run(kernels, memory, at, Share.WHOLE);
  }

  @Override
  void run(TileKernels kernels, float[] memory, int at, Share share);
}

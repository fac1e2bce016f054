package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.share.Share;

/** A step over images in tiles: data that any {@link TileKernels} can run. */
public interface TileStep {
  /**
   * Runs it.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  void run(TileKernels kernels, float[] memory, int at);

  /** Whether several threads can run it at the same time, each a share of it. */
  default boolean isShared() {
    return false;
  }

  /** A thread's share of it: all of it for the first where it cannot be shared. */
  default void run(TileKernels kernels, float[] memory, int at, Share share) {
    if (share.isFirst()) {
      run(kernels, memory, at);
    }
  }

  /** The same step as machine code; itself where there is none for it. */
  default TileStep on(TileCode code) {
    return this;
  }
}

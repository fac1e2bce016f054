package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.machine.TileCode;

/** A step over images in tiles: data that any {@link TileKernels} can run. */
public interface TileStep {
  /**
   * Runs it.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  void run(TileKernels kernels, float[] memory, int at);

  /** The same step as machine code; itself where there is none for it. */
  default TileStep on(TileCode code) {
    return this;
  }
}

package org.sparsevd.runtime.tile.step;

/** A step over images in tiles: data that any {@link TileKernels} can run. */
public interface TileStep {
  /**
   * Runs it.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  void run(TileKernels kernels, float[] memory, int at);
}

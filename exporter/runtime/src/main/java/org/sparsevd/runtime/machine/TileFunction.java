package org.sparsevd.runtime.machine;

/** A layer over images in tiles that became code. Immutable, safe to share between threads. */
public interface TileFunction {
  /**
   * Computes the layer.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  void run(float[] memory, int at);
}

package org.sparsevd.runtime.machine;

import org.sparsevd.runtime.share.Share;

/** A layer over images in tiles that became code. Immutable, safe to share between threads. */
public interface TileFunction {
  /**
   * Computes the layer.
   *
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  void run(float[] memory, int at);

  /** A thread's share of it; all of it for the first where it cannot be shared. */
  default void run(float[] memory, int at, Share share) {
    if (share.isFirst()) {
      run(memory, at);
    }
  }
}

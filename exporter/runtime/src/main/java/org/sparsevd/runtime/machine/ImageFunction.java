package org.sparsevd.runtime.machine;

/** Code that puts an image into tiles. Immutable, safe to share between threads. */
public interface ImageFunction {
  /**
   * Puts it there.
   *
   * @param image row by row
   * @param memory that all images in tiles lie in
   * @param at where the first of them begins there
   */
  void run(float[] image, float[] memory, int at);
}

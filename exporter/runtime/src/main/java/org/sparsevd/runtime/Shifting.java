package org.sparsevd.runtime;

/**
 * Copies phases of an image to the places that a window shifts them to.
 *
 * @param out an aligned slot; see {@link Slots#takeAligned}
 */
record Shifting(Kernels kernels, Rows rows, int in, int out) implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.copy(buffers[in], buffers[out], Slots.start(buffers, out), rows);
  }
}

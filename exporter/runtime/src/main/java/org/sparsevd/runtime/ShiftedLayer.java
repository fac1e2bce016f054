package org.sparsevd.runtime;

/**
 * A convolution by its non-zero weights over {@link ShiftedPhases}, pooled by two.
 *
 * @param in an aligned slot; see {@link Slots#takeAligned}
 */
record ShiftedLayer(Kernels kernels, ShiftedFilters filters, float floor, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.pooled(filters, buffers[in], Slots.start(buffers, in), buffers[out], floor);
  }
}

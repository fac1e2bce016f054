package org.sparsevd.runtime;

/** A convolution by its non-zero weights over an image in phases, pooled by two. */
record PhasedLayer(Kernels kernels, PhaseFilters filters, float floor, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    kernels.pooled(filters, buffers[in], buffers[out], floor);
  }
}

package org.sparsevd.runtime.matrix;

/** Some rows of a product at a time, in two vectors of columns each; see {@link MatrixKernels}. */
interface MatrixRows {
  void add(
      float[] a,
      int x,
      int xStride,
      int count,
      float[] b,
      int w,
      int wStride,
      float[] c,
      int y,
      int yStride);
}

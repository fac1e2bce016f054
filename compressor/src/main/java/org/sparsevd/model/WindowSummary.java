package org.sparsevd.model;

import org.sparsevd.tensor.Shape;

/** What the pixels under a window have in common, place by place; for {@link PoolingOps}. */
record WindowSummary(Window window, float[] x, Shape in, Shape out) {
  /** What an operator makes of the pixels under the window of this element of the output. */
  float of(int element, PoolingOps.Pooling op) {
    int column = element % out.dim(2);
    int row = element / out.dim(2) % out.dim(1);
    int c = element / out.dim(2) / out.dim(1);
    double sum = 0;
    float largest = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int kh = 0; kh < window.kernelHeight(); kh++) {
      int ih = row * window.strideHeight() + kh * window.dilationHeight() - window.padTop();
      for (int kw = 0; kw < window.kernelWidth(); kw++) {
        int iw = column * window.strideWidth() + kw * window.dilationWidth() - window.padLeft();
        if (ih >= 0 && ih < in.dim(1) && iw >= 0 && iw < in.dim(2)) {
          float value = x[(c * in.dim(1) + ih) * in.dim(2) + iw];
          sum += value;
          largest = Math.max(largest, value);
          count++;
        }
      }
    }
    return op.summary(sum, largest, count);
  }
}

package org.sparsevd.model;

/** What the pixels under a window have in common, place by place; for {@link PoolingOps}. */
final class WindowSummary {
  private final Window window;
  private final float[] x;
  private final Shape in;
  private final Shape out;
  private double sum;
  private float largest;
  private int count;

  WindowSummary(Window window, float[] x, Shape in, Shape out) {
    this.window = window;
    this.x = x;
    this.in = in;
    this.out = out;
  }

  /** Summarises what the window of this element of the output covers. */
  void moveTo(int element) {
    int column = element % out.dim(2);
    int row = element / out.dim(2) % out.dim(1);
    int c = element / out.dim(2) / out.dim(1);
    sum = 0;
    largest = Float.NEGATIVE_INFINITY;
    count = 0;
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
  }

  double sum() {
    return sum;
  }

  /** Minus infinity where the window covers no pixel. */
  float largest() {
    return largest;
  }

  /** Pixels of the image under the window. */
  int count() {
    return count;
  }
}

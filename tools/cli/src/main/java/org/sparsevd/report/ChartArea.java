package org.sparsevd.report;

/** The size of a chart in pixels, and how much is kept free around its curves. */
record ChartArea(int width, int height, int left, int right, int top, int bottom) {
  int rightEdge() {
    return width - right;
  }

  int bottomEdge() {
    return height - bottom;
  }
}

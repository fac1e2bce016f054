package org.sparsevd.runtime.matrix;

/**
 * The loops in plain Java.
 *
 * @param fused whether products are added unrounded
 */
public record PlainMatrices(boolean fused) implements MatrixKernels {
  private static final int WIDTH = 16;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int room() {
    return 0;
  }

  @Override
  public void add(
      float[] a,
      int x,
      int xStride,
      int rows,
      int count,
      float[] b,
      int w,
      int wStride,
      int wPanel,
      int columns,
      float[] c,
      int y,
      int yStride,
      float[] room) {
    for (int from = 0; from < columns; from += WIDTH) {
      int some = Math.min(WIDTH, columns - from);
      int panel = w + from / WIDTH * wPanel;
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < count; k++) {
          add(a[x + r * xStride + k], b, panel + k * wStride, c, y + r * yStride + from, some);
        }
      }
    }
  }

  private void add(float factor, float[] b, int from, float[] sums, int to, int columns) {
    if (fused) {
      for (int i = 0; i < columns; i++) {
        sums[to + i] = Math.fma(factor, b[from + i], sums[to + i]);
      }
    } else {
      for (int i = 0; i < columns; i++) {
        sums[to + i] += factor * b[from + i];
      }
    }
  }

  @Override
  public float largest(float[] values, int from, int length, float[] room) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + length; i++) {
      largest = values[i] > largest ? values[i] : largest;
    }
    return largest;
  }
}

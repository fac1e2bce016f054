package org.sparsevd.trainer.host.tiles;

/**
 * A matrix repacked for the tiles: the rows of a panel interleaved, {@code out[rows (panel * depth
 * + k) + r] = a[rows panel + r, k]}, rows beyond the last as zeros.
 */
public final class Panels {
  private final int rows;
  private float[] data = new float[0];
  private int depth;

  /** Panels of that many rows. */
  public Panels(int rows) {
    this.rows = rows;
  }

  /** How many panels hold this many rows. */
  public int count(int matrixRows) {
    return (matrixRows + rows - 1) / rows;
  }

  /** Makes room; what was packed is lost. */
  public void reserve(int panels, int newDepth) {
    depth = newDepth;
    if (data.length < panels * rows * newDepth) {
      data = new float[panels * rows * newDepth];
    }
  }

  /** All panels. */
  public float[] data() {
    return data;
  }

  /** Where a panel's weights from depth {@code k} on begin. */
  public int at(int panel, int k) {
    return (panel * depth + k) * rows;
  }

  /**
   * Packs one panel of a matrix whose element {@code [row, k]} is {@code a[start + row * rowStep +
   * k * depthStep]}.
   *
   * @param panel which to fill
   * @param row its first row in the matrix
   * @param end of the matrix's rows
   */
  public void pack(int panel, float[] a, int start, int row, int end, int rowStep, int depthStep) {
    int at = at(panel, 0);
    int full = 0;
    if (rows == 4 && row + rows <= end) {
      packFour(a, start + row * rowStep, rowStep, depthStep, at);
      full = 4;
    }
    for (int r = full; r < rows; r++) {
      if (row + r < end) {
        int from = start + (row + r) * rowStep;
        for (int k = 0; k < depth; k++) {
          data[at + k * rows + r] = a[from + k * depthStep];
        }
      } else {
        for (int k = 0; k < depth; k++) {
          data[at + k * rows + r] = 0;
        }
      }
    }
  }

  /** Four rows at once: stores go one after the other. */
  private void packFour(float[] a, int from, int rowStep, int depthStep, int at) {
    float[] out = data;
    int second = from + rowStep;
    int third = second + rowStep;
    int fourth = third + rowStep;
    for (int k = 0; k < depth; k++) {
      int i = at + 4 * k;
      int step = k * depthStep;
      out[i] = a[from + step];
      out[i + 1] = a[second + step];
      out[i + 2] = a[third + step];
      out[i + 3] = a[fourth + step];
    }
  }
}

package org.sparsevd.trainer.host;

/**
 * A matrix repacked for the tiles: six rows interleaved, {@code out[6 (panel * depth + k) + r] =
 * a[6 panel + r, k]}, rows beyond the last as zeros.
 */
final class Panels {
  private static final int PANEL = Kernels.PANEL;

  private float[] data = new float[0];
  private int depth;

  /** How many panels hold this many rows. */
  static int count(int rows) {
    return (rows + PANEL - 1) / PANEL;
  }

  /** Makes room; what was packed is lost. */
  void reserve(int panels, int newDepth) {
    depth = newDepth;
    if (data.length < panels * PANEL * newDepth) {
      data = new float[panels * PANEL * newDepth];
    }
  }

  float[] data() {
    return data;
  }

  /** Where a panel begins. */
  int at(int panel) {
    return panel * PANEL * depth;
  }

  /**
   * Packs one panel of a matrix whose element {@code [row, k]} is {@code a[row * rowStep + k *
   * depthStep]}.
   *
   * @param panel which to fill
   * @param row its first row in the matrix
   * @param rows of them that exist, 1 to 6
   */
  void pack(int panel, float[] a, int row, int rows, int rowStep, int depthStep) {
    int at = at(panel);
    for (int r = 0; r < PANEL; r++) {
      if (r < rows) {
        int from = (row + r) * rowStep;
        for (int k = 0; k < depth; k++) {
          data[at + k * PANEL + r] = a[from + k * depthStep];
        }
      } else {
        for (int k = 0; k < depth; k++) {
          data[at + k * PANEL + r] = 0;
        }
      }
    }
  }
}

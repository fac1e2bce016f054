package org.sparsevd.runtime.level;

/**
 * A dense layer of whole weights over vectors of levels that follow each other. Sums are whole, so
 * their order does not matter.
 *
 * @param vectors that it reads
 * @param columns elements of each
 * @param weights {@code [output][column]}
 * @param floor least value that is found, or minus infinity
 */
public record LevelMatrix(int vectors, int columns, byte[] weights, float floor) {
  /** Columns that are read as one; elements behind the last vector may be read, too. */
  public static final int BLOCK = 16;

  public int outputs() {
    return weights.length / columns;
  }

  /** Floats of room for a copy of all vectors, two levels in each. */
  public int room() {
    int blocks = (columns + BLOCK - 1) / BLOCK;
    return Math.multiplyExact(vectors, blocks * BLOCK / 2);
  }

  /**
   * Computes it with plain loops.
   *
   * @param in {@code [vector][column]}: levels
   * @param out {@code [vector][output]}
   */
  public void run(float[] in, float[] out) {
    for (int vector = 0; vector < vectors; vector++) {
      for (int output = 0; output < outputs(); output++) {
        int sum = 0;
        for (int k = 0; k < columns; k++) {
          sum += weights[output * columns + k] * (int) in[vector * columns + k];
        }
        out[vector * outputs() + output] = Math.max(sum, floor);
      }
    }
  }
}

package org.sparsevd.runtime.level;

import org.sparsevd.model.Op;

/**
 * A dense layer of whole weights over vectors of levels that follow each other. Sums are whole, so
 * their order does not matter.
 *
 * @param vectors that it reads
 * @param columns elements of each
 * @param weights {@code [output][column]}
 * @param levels that it multiplies
 * @param rounds whether it makes them of what it reads; else it reads them
 * @param ending what becomes of sums
 */
public record LevelMatrix(
    int vectors,
    int columns,
    byte[] weights,
    Op.Quantize levels,
    boolean rounds,
    LevelEnding ending) {
  /** Columns that are read as one; elements behind the last vector may be read, too. */
  public static final int BLOCK = 16;

  /** Eights of vectors whose sums are computed at a time, at most. */
  public static final int RUN = 14;

  private static final int EIGHT = 8;

  public int outputs() {
    return weights.length / columns;
  }

  /**
   * Floats of room: for two copies of all vectors in bytes or one in words, of whole eights of
   * vectors; and for sums of a panel of outputs, twice.
   */
  public int room() {
    int eights = (vectors + EIGHT - 1) / EIGHT;
    int blocks = (columns + BLOCK - 1) / BLOCK;
    int each = blocks * BLOCK / 2 + 2 * EIGHT;
    return Math.addExact(Math.multiplyExact(eights * EIGHT, each), RUN * EIGHT * EIGHT);
  }

  /**
   * Computes it with plain loops.
   *
   * @param in {@code [vector][column]}
   * @param out {@code [vector][output]}
   */
  public void run(float[] in, float[] out) {
    for (int vector = 0; vector < vectors; vector++) {
      for (int output = 0; output < outputs(); output++) {
        int sum = 0;
        for (int k = 0; k < columns; k++) {
          float x = in[vector * columns + k];
          sum += weights[output * columns + k] * (int) (rounds ? levels.apply(x) : x);
        }
        out[vector * outputs() + output] = ending.of(output, sum);
      }
    }
  }
}

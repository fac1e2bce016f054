package org.sparsevd.runtime.level;

import org.sparsevd.model.Op;

/**
 * A dense layer of whole weights over vectors of levels that follow each other. Sums are whole, so
 * their order does not matter.
 *
 * @param vectors that it reads
 * @param columns elements of each
 * @param weights {@code [output][column]}
 * @param read levels that it makes of what it reads; null where it reads levels
 * @param ending what becomes of sums
 */
public record LevelMatrix(
    int vectors, int columns, byte[] weights, Op.Quantize read, LevelEnding ending) {
  /** Columns that are read as one; elements behind the last vector may be read, too. */
  public static final int BLOCK = 16;

  /** A layer that reads levels and finds sums, from a least value on. */
  public static LevelMatrix of(int vectors, int columns, byte[] weights, float floor) {
    return new LevelMatrix(vectors, columns, weights, null, LevelEnding.of(floor));
  }

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
   * @param in {@code [vector][column]}
   * @param out {@code [vector][output]}
   */
  public void run(float[] in, float[] out) {
    for (int vector = 0; vector < vectors; vector++) {
      for (int output = 0; output < outputs(); output++) {
        int sum = 0;
        for (int k = 0; k < columns; k++) {
          float x = in[vector * columns + k];
          sum += weights[output * columns + k] * (int) (read == null ? x : read.apply(x));
        }
        out[vector * outputs() + output] = ending.of(output, sum);
      }
    }
  }
}

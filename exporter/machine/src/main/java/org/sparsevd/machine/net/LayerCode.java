package org.sparsevd.machine.net;

/** A way to compute a dense layer. */
interface LayerCode {
  /** Half cycles that it takes, roughly: two loads a cycle are what limits all of them. */
  int cost();

  /** Row {@code r} of the result is float {@code order()[r]} of what is written. */
  int[] order();

  /**
   * Writes the code.
   *
   * @param target bytes from the memory's beginning to the result, a multiple of a vector
   */
  void write(Code code, int target);
}

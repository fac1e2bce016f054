package org.sparsevd.machine.tile;

/**
 * Which blocks of channels a function adds.
 *
 * @param begins whether its sums begin with their biases, else with what lies in memory
 * @param ends whether they are complete and go to the output, else back to memory
 */
record Part(boolean begins, boolean ends) {

  /** The part that a block is. */
  static Part of(int block, int blocks) {
    return new Part(block == 0, block == blocks - 1);
  }
}

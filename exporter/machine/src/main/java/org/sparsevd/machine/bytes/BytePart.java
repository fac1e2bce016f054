package org.sparsevd.machine.bytes;

/**
 * Which blocks of channels a function adds.
 *
 * @param begins whether its sums begin with their biases, else with what lies in memory
 * @param ends whether they are complete, else they go back to memory
 */
record BytePart(boolean begins, boolean ends) {
  /** All channels at once. */
  static final BytePart WHOLE = new BytePart(true, true);

  static BytePart of(int block, int blocks) {
    return new BytePart(block == 0, block == blocks - 1);
  }
}

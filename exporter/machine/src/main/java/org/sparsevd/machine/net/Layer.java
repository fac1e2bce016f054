package org.sparsevd.machine.net;

import org.sparsevd.tensor.SparseTensor;

/**
 * A dense layer of a chain, with the rectifier that follows.
 *
 * @param name of its node
 * @param guarded whether the size of what it reads has to be looked at
 */
record Layer(String name, SparseTensor weight, float[] bias, boolean rectified, boolean guarded) {

  int rows() {
    return bias.length;
  }

  int columns() {
    return weight.columns();
  }

  /** Weights of a row that are not zero. */
  int length(int row) {
    return weight.rowPointer(row + 1) - weight.rowPointer(row);
  }

  Layer withRectifier() {
    return new Layer(name, weight, bias, true, guarded);
  }
}

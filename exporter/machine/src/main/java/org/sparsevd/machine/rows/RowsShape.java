package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.level.LevelMatrix;

/**
 * How a dense layer over vectors is cut for code. A panel of outputs lies in the lanes of some
 * vectors, and some levels of as many vectors of the input are multiplied by them.
 *
 * @param rows vectors of the input at a time
 * @param parts vectors of outputs at a time
 */
record RowsShape(Width width, LevelMatrix layer, RowsProducts products, int rows, int parts) {
  /** Fewer vectors of the input than this go one by one. */
  private static final int MANY = 6;

  /** Vectors of outputs that sums in registers are of. */
  private static final int PARTS = 2;

  /** The same for few vectors. */
  private static final int SINGLE_PARTS = 4;

  /** Blocks of vectors are of one size, so that as few as can be are computed twice. */
  static RowsShape of(Width width, LevelMatrix layer, RowsProducts products) {
    int vectors = layer.vectors();
    if (vectors < MANY) {
      return new RowsShape(width, layer, products, 1, SINGLE_PARTS);
    }
    int most = products.mostRows(width);
    int groups = (vectors + most - 1) / most;
    return new RowsShape(width, layer, products, (vectors + groups - 1) / groups, PARTS);
  }

  int blocks() {
    return (layer.columns() + LevelMatrix.BLOCK - 1) / LevelMatrix.BLOCK;
  }

  /** Bytes of a packed block of a vector. */
  int blockBytes() {
    return LevelMatrix.BLOCK * products.levelBytes();
  }

  /** Bytes of a packed vector of the input. */
  int rowBytes() {
    return blocks() * blockBytes();
  }

  /** Outputs of a panel. */
  int outputs() {
    return parts * width.lanes();
  }

  /** Steps over all columns. */
  int steps() {
    return blocks() * products.steps();
  }

  /** Bytes of the weights of a panel for a step. */
  int stepBytes() {
    return outputs() * products.columns();
  }

  /** Bytes of the weights of a panel. */
  int weightBytes() {
    return steps() * stepBytes();
  }

  /** Bytes of a number for each output of a panel. */
  int endingBytes() {
    return parts * width.bytes();
  }

  /** Of the weights, and behind them of what sums begin with, of factors and of summands. */
  int panelBytes() {
    return weightBytes() + (layer.ending().isScaled() ? 3 : 1) * endingBytes();
  }

  /** The first column of a step: packing puts the middle quarters of a block the other way. */
  int column(int step) {
    int first = step * products.columns() % LevelMatrix.BLOCK;
    int quarter = first / 4;
    int turned = quarter == 1 ? 2 : quarter == 2 ? 1 : quarter;
    return step / products.steps() * LevelMatrix.BLOCK + turned * 4 + first % 4;
  }

  /** What the sum of an output begins with: packing adds something to levels. */
  int start(int output) {
    int sum = 0;
    for (int k = 0; k < layer.columns(); k++) {
      sum += layer.weights()[output * layer.columns() + k];
    }
    return -products.offset(layer.levels().zero()) * sum;
  }

  Vec register(int number) {
    return new Vec(number, width);
  }

  Vec sum(int row, int part) {
    return register(row * parts + part);
  }

  /** A register that is no sum. */
  Vec free(int number) {
    return register(rows * parts + number);
  }

  /** Registers that levels take turns in, where weights lie in registers. */
  int values() {
    return width == Width.ZMM ? 2 : 1;
  }

  /** Words that are one. */
  Vec ones() {
    return register(Vec.FEW - 1);
  }
}

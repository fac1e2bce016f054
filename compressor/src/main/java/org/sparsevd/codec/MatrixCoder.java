package org.sparsevd.codec;

import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Logistic;

/**
 * Codes the symbols at live rows and columns of one matrix, one after the other: live or not, then
 * the sign, then the magnitude. Encoder and decoder run the same code.
 */
final class MatrixCoder {
  private final BitCoder coder;
  private final Logistic logistic;
  private final int[] columns;
  private final Neighbours around;
  private final PositionModel positions;
  private final SignModel signs;
  private final MagnitudeModel magnitudes;
  private int column;

  /**
   * A coder of one matrix.
   *
   * @param prior log odds of a live position, in 1/256 nat
   * @param columns indices of the live columns
   * @param width of all rows
   */
  MatrixCoder(
      BitCoder coder, Logistic logistic, int prior, ColumnLayout grid, int[] columns, int width) {
    this.coder = coder;
    this.logistic = logistic;
    this.columns = columns;
    this.around = new Neighbours(grid, width);
    this.positions = new PositionModel(logistic, prior, columns.length);
    this.signs = new SignModel(logistic, columns.length);
    this.magnitudes = new MagnitudeModel(logistic, columns.length);
  }

  void startRow() {
    around.startRow(columns);
    positions.startRow();
    signs.startRow();
    magnitudes.startRow();
  }

  /** Moves to a live column, by its rank among them. */
  void look(int rank) {
    column = rank;
    around.look(columns[rank]);
  }

  /** Codes the symbol where {@link #look} went; a decoder ignores the argument. */
  int code(int symbol) {
    boolean live = coder.code(symbol != 0, positions.predict(column, around));
    positions.learn(live);
    if (!live) {
      return 0;
    }
    boolean positive = coder.code(symbol > 0, signs.predict(column, around));
    signs.learn(positive);
    magnitudes.look(column, around);
    int magnitude = magnitudes.code(coder, Math.abs(symbol));
    int coded = positive ? magnitude : -magnitude;
    around.set(coded);
    return coded;
  }

  /** What symbols from {@code -most} on to {@code most} would cost where {@link #look} went. */
  float[] costs(int most) {
    float[] costs = new float[2 * most + 1];
    costs[most] = (float) positionCost(false);
    double live = positionCost(true);
    double positive = live + signCost(true);
    double negative = live + signCost(false);
    magnitudes.look(column, around);
    int[] sizes = magnitudes.costs(logistic, most);
    for (int magnitude = 1; magnitude <= most; magnitude++) {
      double size = (double) sizes[magnitude] / Logistic.COST_UNIT;
      costs[most + magnitude] = (float) (positive + size);
      costs[most - magnitude] = (float) (negative + size);
    }
    return costs;
  }

  /** What it would cost, in nats, to tell whether the position is live; learns nothing. */
  double positionCost(boolean live) {
    return cost(live, positions.predict(column, around));
  }

  double signCost(boolean positive) {
    return cost(positive, signs.predict(column, around));
  }

  double magnitudeCost(int magnitude) {
    magnitudes.look(column, around);
    return (double) magnitudes.cost(logistic, magnitude) / Logistic.COST_UNIT;
  }

  private double cost(boolean bit, int probability) {
    int told = bit ? probability : (1 << BitCoder.PROBABILITY_BITS) - probability;
    return (double) logistic.cost(told) / Logistic.COST_UNIT;
  }
}

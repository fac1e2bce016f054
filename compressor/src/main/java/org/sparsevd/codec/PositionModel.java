package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.Mixer;

/**
 * Whether a position is live: the prior density, moved by how much denser than that the row, the
 * column and the neighbourhood have been so far.
 */
final class PositionModel {
  private final int prior;
  private final Contexts row;
  private final Contexts columns;
  private final Contexts patterns;
  private final Contexts densities;
  private final Mixer mixer;
  private int column;
  private int pattern;
  private int density;

  /**
   * A model.
   *
   * @param prior log odds of a live position, in 1/256 nat
   * @param columns that are live
   */
  PositionModel(Logistic logistic, int prior, int columns) {
    this.prior = prior;
    this.row = new Contexts(logistic, 1, prior, 6);
    this.columns = new Contexts(logistic, columns, prior, 5);
    this.patterns = new Contexts(logistic, Neighbours.PATTERNS, prior, 4);
    this.densities = new Contexts(logistic, Neighbours.DENSITIES, prior, 4);
    this.mixer = new Mixer(logistic, 12, 128, 128, 77, 64);
  }

  void startRow() {
    row.restart(prior, 6);
  }

  /** The probability that this position is live. */
  int predict(int liveColumn, Neighbours around) {
    column = liveColumn;
    pattern = around.pattern();
    density = around.density();
    mixer.input(0, row.logOdds(0) - prior);
    mixer.input(1, columns.logOdds(column) - prior);
    mixer.input(2, patterns.logOdds(pattern) - prior);
    mixer.input(3, densities.logOdds(density) - prior);
    return mixer.mix(prior);
  }

  /** Learns what the position was that {@link #predict} looked at last. */
  void learn(boolean live) {
    mixer.learn(live);
    row.learn(0, live);
    columns.learn(column, live);
    patterns.learn(pattern, live);
    densities.learn(density, live);
  }
}

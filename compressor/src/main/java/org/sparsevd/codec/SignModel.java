package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.Mixer;

/** Whether a live symbol is positive: as its neighbours, its row and its column are. */
final class SignModel {
  private final Contexts around;
  private final Contexts row;
  private final Contexts columns;
  private final Mixer mixer;
  private int near;
  private int column;

  SignModel(Logistic logistic, int columns) {
    this.around = new Contexts(logistic, 11, 0, 1);
    this.row = new Contexts(logistic, 1, 0, 2);
    this.columns = new Contexts(logistic, columns, 0, 2);
    this.mixer = new Mixer(logistic, 12, 256, 77, 77);
  }

  void startRow() {
    row.restart(0, 2);
  }

  /** The probability that the symbol is positive. */
  int predict(int liveColumn, Neighbours neighbours) {
    near = neighbours.sign();
    column = liveColumn;
    mixer.input(0, around.logOdds(near));
    mixer.input(1, row.logOdds(0));
    mixer.input(2, columns.logOdds(column));
    return mixer.mix(0);
  }

  void learn(boolean positive) {
    mixer.learn(positive);
    around.learn(near, positive);
    row.learn(0, positive);
    columns.learn(column, positive);
  }
}

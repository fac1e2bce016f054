package org.sparsevd.codec;

import org.sparsevd.codec.entropy.Average;
import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.Mixer;

/**
 * The magnitude of a live symbol, 1 to 2^20 + 14: ones while it is larger than 1, 2, ... 15, each
 * in the context of the magnitudes around it and of the averages of its row and column; what
 * exceeds 15 as an Exp-Golomb code whose prefix is modelled.
 */
final class MagnitudeModel {
  static final int MOST = (1 << 20) + 14;

  private static final int UNARY = 15;
  private static final int CLASSES = 8;

  private final Contexts around;
  private final Contexts byRow;
  private final Contexts byColumn;
  private final Contexts prefix;
  private final Mixer mixer;
  private final Average row = new Average(1);
  private final Average columns;
  private int near;
  private int rowClass;
  private int columnClass;
  private int column;

  MagnitudeModel(Logistic logistic, int columns) {
    int contexts = (UNARY + 1) * CLASSES;
    this.around = new Contexts(logistic, contexts, 0, 0);
    this.byRow = new Contexts(logistic, contexts, 0, 0);
    this.byColumn = new Contexts(logistic, contexts, 0, 0);
    this.prefix = new Contexts(logistic, 21, 0, 0);
    this.mixer = new Mixer(logistic, 8, 115, 85, 85);
    this.columns = new Average(columns);
  }

  void startRow() {
    row.restart();
  }

  void look(int liveColumn, Neighbours neighbours) {
    column = liveColumn;
    near = neighbours.size();
    rowClass = row.classOf(0);
    columnClass = columns.classOf(liveColumn);
  }

  /** Codes a magnitude; a decoder ignores {@code magnitude}. */
  int code(BitCoder coder, int magnitude) {
    int coded = 1;
    while (coded <= UNARY) {
      boolean larger = coder.code(magnitude > coded, predict(coded));
      mixer.learn(larger);
      around.learn(coded * CLASSES + near, larger);
      byRow.learn(coded * CLASSES + rowClass, larger);
      byColumn.learn(coded * CLASSES + columnClass, larger);
      if (!larger) {
        break;
      }
      coded++;
    }
    if (coded > UNARY) {
      coded = UNARY + codeRest(coder, magnitude - UNARY);
    }
    row.add(0, coded);
    columns.add(column, coded);
    return coded;
  }

  private int predict(int threshold) {
    mixer.input(0, around.logOdds(threshold * CLASSES + near));
    mixer.input(1, byRow.logOdds(threshold * CLASSES + rowClass));
    mixer.input(2, byColumn.logOdds(threshold * CLASSES + columnClass));
    return mixer.mix(0);
  }

  private int codeRest(BitCoder coder, int rest) {
    int width = 0;
    int stated = 31 - Integer.numberOfLeadingZeros(Math.max(1, rest));
    while (width < 19) {
      boolean more = coder.code(stated > width, prefix.probability(width));
      prefix.learn(width, more);
      if (!more) {
        break;
      }
      width++;
    }
    return 1 << width | coder.raw(rest & (1 << width) - 1, width);
  }

  /** What a magnitude would cost now, in 1/4096 nat; learns nothing. */
  int cost(Logistic logistic, int magnitude) {
    int cost = 0;
    for (int threshold = 1; threshold <= Math.min(magnitude, UNARY); threshold++) {
      int larger = predict(threshold);
      cost += logistic.cost(magnitude > threshold ? larger : (1 << 16) - larger);
    }
    return magnitude > UNARY ? cost + restCost(logistic, magnitude - UNARY) : cost;
  }

  /** What each magnitude from 1 to the largest would cost now, as {@link #cost}. */
  int[] costs(Logistic logistic, int largest) {
    int[] costs = new int[largest + 1];
    int larger = 0;
    for (int magnitude = 1; magnitude <= Math.min(largest, UNARY); magnitude++) {
      int probability = predict(magnitude);
      costs[magnitude] = larger + logistic.cost((1 << 16) - probability);
      larger += logistic.cost(probability);
    }
    for (int magnitude = UNARY + 1; magnitude <= largest; magnitude++) {
      costs[magnitude] = larger + restCost(logistic, magnitude - UNARY);
    }
    return costs;
  }

  private int restCost(Logistic logistic, int rest) {
    int width = 31 - Integer.numberOfLeadingZeros(rest);
    int cost = width * logistic.cost(1 << 15);
    for (int i = 0; i <= width; i++) {
      int more = prefix.probability(i);
      cost += logistic.cost(i < width ? more : (1 << 16) - more);
    }
    return cost;
  }
}

package org.sparsevd.codec;

/** Counts what decisions cost by their probabilities. */
final class BitMeter implements BitCoder {
  private final Logistic logistic;
  private long cost;

  BitMeter(Logistic logistic) {
    this.logistic = logistic;
  }

  @Override
  public boolean code(boolean bit, int probability) {
    cost += logistic.cost(bit ? probability : (1 << PROBABILITY_BITS) - probability);
    return bit;
  }

  /** The sum so far in nats. */
  double nats() {
    return (double) cost / Logistic.COST_UNIT;
  }
}

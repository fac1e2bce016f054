package org.sparsevd.codec.entropy;

/** Counts what decisions cost by their probabilities. */
public final class BitMeter implements BitCoder {
  private final Logistic logistic;
  private long cost;

  public BitMeter(Logistic logistic) {
    this.logistic = logistic;
  }

  @Override
  public boolean code(boolean bit, int probability) {
    cost += logistic.cost(bit ? probability : (1 << PROBABILITY_BITS) - probability);
    return bit;
  }

  /** The sum so far in nats. */
  public double nats() {
    return (double) cost / Logistic.COST_UNIT;
  }
}

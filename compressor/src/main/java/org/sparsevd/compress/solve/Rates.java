package org.sparsevd.compress.solve;

/** What symbols cost in a file. */
@FunctionalInterface
public interface Rates {
  /** Nothing costs anything: the nearest symbol is the best. */
  Rates NONE = (place, symbol) -> 0;

  /**
   * In nats, about.
   *
   * @param place in the layer's weight, row-major
   */
  double nats(int place, int symbol);
}

package org.sparsevd.runtime.machine;

/** A layer over vectors that became code. Immutable, safe to share between threads. */
public interface RowsFunction {
  /**
   * Computes the layer.
   *
   * @param in vectors one after the other, and some elements behind them that change nothing
   * @param room for a copy of them
   * @param out vectors one after the other
   */
  void run(float[] in, float[] room, float[] out);
}

package org.sparsevd.compress.quantise;

import java.util.function.IntToDoubleFunction;

/**
 * Rounds the weights and the bias of one output so that its values change little. One weight after
 * the other becomes a multiple of the step, the others move to make up for its error.
 *
 * <p>With {@code H} the second moments of the inputs, setting weight i off by e costs {@code e^2 /
 * (H^-1)_ii} after the others have moved by {@code -e (H^-1)_ij / (H^-1)_ii} (Hassibi and Stork,
 * "Optimal brain surgeon", 1993). The weight that costs least goes first, the bias last.
 */
final class RowRounding {
  private final double[] weights;
  private final double[][] inverse;
  private final boolean[] done;

  /**
   * A row's weights, its bias last.
   *
   * @param inverse of the second moments of their inputs; given away
   */
  RowRounding(double[] weights, double[][] inverse) {
    this.weights = weights;
    this.inverse = inverse;
    this.done = new boolean[weights.length];
  }

  /** Decides on the symbol of a weight. */
  interface Choice {
    /**
     * The symbol for weight {@code i}.
     *
     * @param value of the weight by now
     * @param distortion of a symbol, in nats of the loss
     */
    int symbol(int i, double value, IntToDoubleFunction distortion);
  }

  /** The symbols of all weights and, last, the bias. */
  int[] round(double step, double biasStep, double importance, Choice choice) {
    int[] symbols = new int[weights.length];
    int bias = weights.length - 1;
    for (int count = 0; count < bias; count++) {
      int i = cheapest(step);
      double value = weights[i];
      double factor = importance / inverse[i][i];
      symbols[i] = choice.symbol(i, value, s -> factor * (value - s * step) * (value - s * step));
      settle(i, value - symbols[i] * step);
    }
    symbols[bias] = LayerQuantiser.symbol(weights[bias] / biasStep);
    return symbols;
  }

  private int cheapest(double step) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < weights.length - 1; i++) {
      if (!done[i]) {
        double error = weights[i] - step * Math.rint(weights[i] / step);
        double cost = error * error / inverse[i][i];
        if (best < 0 || cost < least) {
          best = i;
          least = cost;
        }
      }
    }
    return best;
  }

  /** Moves the weights that are left, and takes weight i out of the inverse. */
  private void settle(int i, double error) {
    done[i] = true;
    double[] row = inverse[i].clone();
    for (int a = 0; a < weights.length; a++) {
      if (!done[a]) {
        weights[a] -= error * row[a] / row[i];
        double factor = row[a] / row[i];
        for (int b = 0; b < weights.length; b++) {
          inverse[a][b] -= factor * row[b];
        }
      }
    }
  }
}

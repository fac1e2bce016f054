package org.sparsevd.codec;

import java.util.Arrays;
import org.sparsevd.codec.entropy.BitMeter;
import org.sparsevd.codec.entropy.Logistic;

/**
 * What other symbols would have cost at chosen places of a tensor, had the rest been coded as it
 * is: the rate of rate-distortion decisions.
 */
public final class SymbolCosts {
  /** Larger magnitudes cost what this one does. */
  private static final int MOST = 40;

  private final int columns;
  private final int[] places;
  private final float[][] costs;

  private SymbolCosts(int columns, int[] places) {
    this.columns = columns;
    this.places = places;
    this.costs = new float[places.length][];
  }

  /**
   * The costs at some places.
   *
   * @param places row-major indices, ascending
   */
  public static SymbolCosts of(QuantizedTensor tensor, ColumnLayout grid, int[] places) {
    Logistic logistic = new Logistic();
    SymbolCosts costs = new SymbolCosts(tensor.columns(), places);
    TensorCoder coder = new TensorCoder(logistic);
    coder.write(new BitMeter(logistic), tensor, grid.within(tensor.shape()), costs::record);
    return costs;
  }

  private void record(MatrixCoder matrix, int row, int column, int symbol) {
    int place = Arrays.binarySearch(places, row * columns + column);
    if (place < 0) {
      return;
    }
    costs[place] = matrix.costs(MOST);
  }

  /** What a symbol costs at a place, in nats; in a dead row or column only zeros are free. */
  public double nats(int place, int symbol) {
    float[] known = costs[Arrays.binarySearch(places, place)];
    if (known == null) {
      return symbol == 0 ? 0 : MOST;
    }
    return known[MOST + Math.max(-MOST, Math.min(MOST, symbol))];
  }
}

package org.sparsevd.codec;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.codec.entropy.BitMeter;
import org.sparsevd.codec.entropy.Logistic;

/** Codes one tensor without writing it, and sums up what its parts cost. */
final class SizeMeter {
  private static final double NATS_PER_BIT = Math.log(2);

  private final Logistic logistic = new Logistic();
  private final BitMeter meter = new BitMeter(logistic);
  private final QuantizedTensor tensor;
  private final ColumnLayout grid;
  private double positions;
  private double signs;
  private double magnitudes;

  SizeMeter(QuantizedTensor tensor, ColumnLayout grid) {
    this.tensor = tensor;
    this.grid = grid;
  }

  CodedSize measure() {
    TensorCoder coder = new TensorCoder(logistic);
    coder.write(meter, tensor, grid, this::symbol);
    double rest = meter.nats() - positions - signs - magnitudes;
    return new CodedSize(
        rest / NATS_PER_BIT,
        positions / NATS_PER_BIT,
        signs / NATS_PER_BIT,
        magnitudes / NATS_PER_BIT,
        entropyBits());
  }

  /** By frequencies alone. */
  double entropyBits() {
    return entropy() / NATS_PER_BIT;
  }

  private void symbol(MatrixCoder matrix, int row, int column, int symbol) {
    positions += matrix.positionCost(symbol != 0);
    if (symbol != 0) {
      signs += matrix.signCost(symbol > 0);
      magnitudes += matrix.magnitudeCost(Math.abs(symbol));
    }
  }

  private double entropy() {
    int rows = Lines.rows(tensor).indices().length;
    int columns = Lines.columns(tensor).indices().length;
    if (tensor.rows() == 1) {
      columns = tensor.columns();
    }
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < tensor.nonZeros(); i++) {
      counts.merge(tensor.symbol(i), 1, Integer::sum);
    }
    double nats = choice(rows, tensor.rows()) + choice(columns, tensor.columns());
    nats += choice(tensor.nonZeros(), (long) rows * columns);
    for (int count : counts.values()) {
      nats -= count * Math.log((double) count / tensor.nonZeros());
    }
    return nats;
  }

  /** Entropy of so many out of a total. */
  private static double choice(long some, long total) {
    if (some == 0 || some == total) {
      return 0;
    }
    double share = (double) some / total;
    return -total * (share * Math.log(share) + (1 - share) * Math.log1p(-share));
  }
}

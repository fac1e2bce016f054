package org.sparsevd.codec;

import java.util.Arrays;
import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;

/** Which rows or columns of a matrix are live. */
final class Lines {
  private final boolean[] live;

  Lines(int total) {
    this.live = new boolean[total];
  }

  static Lines rows(QuantizedTensor tensor) {
    Lines rows = new Lines(tensor.rows());
    for (int r = 0; r < tensor.rows(); r++) {
      rows.live[r] = tensor.rowStart(r) < tensor.rowStart(r + 1);
    }
    return rows;
  }

  static Lines columns(QuantizedTensor tensor) {
    Lines columns = new Lines(tensor.columns());
    for (int i = 0; i < tensor.nonZeros(); i++) {
      columns.live[tensor.columnIndex(i)] = true;
    }
    return columns;
  }

  /**
   * Codes a bit per line, in the context of the one before and, where {@code width} is not 0, of
   * those above and above right.
   */
  void code(BitCoder coder, Logistic logistic, int width) {
    Contexts contexts = new Contexts(logistic, 8, 0, 0);
    for (int i = 0; i < live.length; i++) {
      int context = at(i - 1);
      if (width > 1) {
        context |= at(i - width) << 1 | at(i - width + 1) << 2;
      }
      live[i] = coder.code(live[i], contexts.probability(context));
      contexts.learn(context, live[i]);
    }
  }

  private int at(int line) {
    return line >= 0 && live[line] ? 1 : 0;
  }

  /** The indices of the live lines. */
  int[] indices() {
    int count = 0;
    int[] indices = new int[live.length];
    for (int i = 0; i < live.length; i++) {
      if (live[i]) {
        indices[count++] = i;
      }
    }
    return Arrays.copyOf(indices, count);
  }

  /** All of so many lines. */
  static int[] all(int total) {
    int[] indices = new int[total];
    for (int i = 0; i < total; i++) {
      indices[i] = i;
    }
    return indices;
  }
}

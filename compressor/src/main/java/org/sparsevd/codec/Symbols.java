package org.sparsevd.codec;

import java.util.Arrays;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;

/** Collects the symbols of a tensor row by row; takes memory for those that are not zero. */
final class Symbols {
  private final int[] rowPointers;
  private int[] columnIndices = new int[16];
  private int[] symbols = new int[16];
  private int row;
  private int count;

  Symbols(int rows) {
    this.rowPointers = new int[rows + 1];
  }

  /** Adds a symbol that is not zero; rows ascend, and columns within each. */
  void add(int inRow, int column, int symbol) {
    fillTo(inRow);
    if (count == symbols.length) {
      columnIndices = Arrays.copyOf(columnIndices, 2 * count);
      symbols = Arrays.copyOf(symbols, 2 * count);
    }
    columnIndices[count] = column;
    symbols[count++] = symbol;
  }

  private void fillTo(int next) {
    while (row < next) {
      rowPointers[++row] = count;
    }
  }

  QuantizedTensor toTensor(Shape shape, Step step) {
    fillTo(rowPointers.length - 1);
    return new QuantizedTensor(
        shape,
        step,
        rowPointers,
        Arrays.copyOf(columnIndices, count),
        Arrays.copyOf(symbols, count));
  }
}

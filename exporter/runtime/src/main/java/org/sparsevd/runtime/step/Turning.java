package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** A matrix whose rows become columns. */
public record Turning(int rows, int columns, int in, int out) implements KernelStep {
  /** Rows and columns of a part that stays in the first cache. */
  private static final int PART = 16;

  @Override
  public void run(Scratch scratch) {
    float[] from = scratch.values(in);
    float[] to = scratch.values(out);
    for (int row = 0; row < rows; row += PART) {
      for (int column = 0; column < columns; column += PART) {
        part(from, to, row, Math.min(row + PART, rows), column, Math.min(column + PART, columns));
      }
    }
  }

  private void part(float[] from, float[] to, int row, int endRow, int column, int endColumn) {
    for (int c = column; c < endColumn; c++) {
      for (int r = row; r < endRow; r++) {
        to[c * rows + r] = from[r * columns + c];
      }
    }
  }
}

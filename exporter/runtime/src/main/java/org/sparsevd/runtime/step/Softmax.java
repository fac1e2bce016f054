package org.sparsevd.runtime.step;

import org.sparsevd.model.loop.Exponential;
import org.sparsevd.runtime.layout.Scratch;

/** {@code exp(x[i]) / sum_j exp(x[j])} for each of {@code columns} columns of a matrix. */
public record Softmax(int rows, int columns, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    for (int column = 0; column < columns; column++) {
      softmax(scratch.values(in), scratch.values(out), column);
    }
  }

  /** The largest of a column. */
  static float largest(float[] x, int first, int end, int columns) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = first; i < end; i += columns) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  private void softmax(float[] x, float[] y, int first) {
    int end = rows * columns;
    float largest = largest(x, first, end, columns);
    double sum = 0;
    for (int i = first; i < end; i += columns) {
      y[i] = Exponential.exp(x[i] - largest);
      sum += y[i];
    }
    for (int i = first; i < end; i += columns) {
      y[i] = (float) (y[i] / sum);
    }
  }
}

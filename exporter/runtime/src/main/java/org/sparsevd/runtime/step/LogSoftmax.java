package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/** {@code x[i] - log(sum_j exp(x[j]))} for each of {@code columns} columns of a matrix. */
public record LogSoftmax(int rows, int columns, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    for (int column = 0; column < columns; column++) {
      logSoftmax(scratch.values(in), scratch.values(out), column);
    }
  }

  private void logSoftmax(float[] x, float[] y, int first) {
    int end = rows * columns;
    float largest = Softmax.largest(x, first, end, columns);
    double sum = 0;
    for (int i = first; i < end; i += columns) {
      sum += Math.exp((double) x[i] - largest);
    }
    double shift = largest + Math.log(sum);
    for (int i = first; i < end; i += columns) {
      y[i] = (float) (x[i] - shift);
    }
  }
}

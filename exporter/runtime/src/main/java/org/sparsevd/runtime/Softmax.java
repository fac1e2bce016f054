package org.sparsevd.runtime;

/** {@code exp(x[i]) / sum_j exp(x[j])} for each input of a block. */
record Softmax(int size, int block, int in, int out) implements Step {

  @Override
  public void run(float[][] buffers) {
    for (int b = 0; b < block; b++) {
      softmax(buffers[in], buffers[out], b);
    }
  }

  private void softmax(float[] x, float[] y, int first) {
    int end = size * block;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = first; i < end; i += block) {
      largest = Math.max(largest, x[i]);
    }
    double sum = 0;
    for (int i = first; i < end; i += block) {
      y[i] = (float) Math.exp((double) x[i] - largest);
      sum += y[i];
    }
    for (int i = first; i < end; i += block) {
      y[i] = (float) (y[i] / sum);
    }
  }
}

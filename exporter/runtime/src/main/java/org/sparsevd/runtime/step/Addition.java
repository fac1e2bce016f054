package org.sparsevd.runtime.step;

/** Sum of two values. */
public record Addition(int size, boolean relu, int first, int second, int out)
    implements KernelStep {

  @Override
  public void run(float[][] buffers) {
    float[] a = buffers[first];
    float[] b = buffers[second];
    float[] sum = buffers[out];
    for (int i = 0; i < size; i++) {
      sum[i] = a[i] + b[i];
    }
    if (relu) {
      Rectifier.rectify(sum, sum, size);
    }
  }
}

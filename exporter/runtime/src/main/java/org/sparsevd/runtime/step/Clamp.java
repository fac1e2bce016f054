package org.sparsevd.runtime.step;

/** {@code min(max(x, least), most)}. */
public record Clamp(int size, float least, float most, int in, int out) implements KernelStep {

  @Override
  public void run(float[][] buffers) {
    float[] x = buffers[in];
    float[] y = buffers[out];
    for (int i = 0; i < size; i++) {
      y[i] = Math.min(Math.max(x[i], least), most);
    }
  }
}

package org.sparsevd.runtime;

/** {@code min(max(x, least), most)}. */
record Clamp(int size, float least, float most, int in, int out) implements Step {

  @Override
  public void run(float[][] buffers) {
    float[] x = buffers[in];
    float[] y = buffers[out];
    for (int i = 0; i < size; i++) {
      y[i] = Math.min(Math.max(x[i], least), most);
    }
  }
}

package org.sparsevd.runtime.step;

/**
 * Values one after the other.
 *
 * @param sizes floats of each
 * @param parts their slots
 */
public record Concatenation(int[] sizes, int[] parts, int out) implements KernelStep {

  @Override
  public void run(float[][] buffers) {
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      System.arraycopy(buffers[parts[i]], 0, buffers[out], at, sizes[i]);
      at += sizes[i];
    }
  }
}

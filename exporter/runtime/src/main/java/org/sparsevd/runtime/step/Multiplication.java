package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/**
 * Product of two values over a block of inputs; element {@code i} of the first meets element {@code
 * i / area} of the second.
 *
 * @param size elements of the second
 */
public record Multiplication(int size, int area, int block, int first, int second, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] a = scratch.values(first);
    float[] b = scratch.values(second);
    float[] product = scratch.values(out);
    if (area == 1) {
      for (int i = 0; i < size * block; i++) {
        product[i] = a[i] * b[i];
      }
    } else if (block == 1) {
      for (int c = 0; c < size; c++) {
        scale(b[c], a, product, c * area);
      }
    } else {
      for (int i = 0; i < size * area; i++) {
        pixel(a, i * block, b, i / area * block, product);
      }
    }
  }

  private void scale(float factor, float[] a, float[] product, int from) {
    for (int i = from; i < from + area; i++) {
      product[i] = factor * a[i];
    }
  }

  private void pixel(float[] a, int at, float[] b, int channel, float[] product) {
    for (int k = 0; k < block; k++) {
      product[at + k] = a[at + k] * b[channel + k];
    }
  }
}

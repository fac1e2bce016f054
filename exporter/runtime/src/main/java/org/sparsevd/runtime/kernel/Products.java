package org.sparsevd.runtime.kernel;

import org.sparsevd.runtime.layout.Scratch;

/**
 * Products that are added to sums, in plain Java.
 *
 * @param fused whether they are added unrounded, which is very slow on processors that have no
 *     instruction for it
 */
record Products(boolean fused) {

  float add(float weight, float value, float sum) {
    return fused ? Math.fma(weight, value, sum) : sum + weight * value;
  }

  /** One weight times a run of values, to a run of sums. */
  void addOne(float weight, float[] values, float[] sums, int length) {
    if (fused) {
      for (int i = 0; i < length; i++) {
        sums[i] = Math.fma(weight, values[i], sums[i]);
      }
    } else {
      for (int i = 0; i < length; i++) {
        sums[i] += weight * values[i];
      }
    }
  }

  /**
   * Four weights times the copies, to the sums.
   *
   * @param k of the first weight
   * @param step from a weight to the next
   */
  void addFour(float[] weights, int k, int step, int length, Scratch scratch) {
    float[] sums = scratch.sums();
    float[] a = scratch.copies(0);
    float[] b = scratch.copies(1);
    float[] c = scratch.copies(2);
    float[] d = scratch.copies(3);
    float u = weights[k];
    float v = weights[k + step];
    float w = weights[k + 2 * step];
    float x = weights[k + 3 * step];
    if (fused) {
      for (int i = 0; i < length; i++) {
        float sum = Math.fma(v, b[i], Math.fma(u, a[i], sums[i]));
        sums[i] = Math.fma(x, d[i], Math.fma(w, c[i], sum));
      }
    } else {
      for (int i = 0; i < length; i++) {
        sums[i] = sums[i] + u * a[i] + v * b[i] + w * c[i] + x * d[i];
      }
    }
  }
}

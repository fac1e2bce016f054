package org.sparsevd.runtime;

import java.util.Arrays;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

/**
 * Mean of each window, over a block of inputs.
 *
 * @param countPadding whether the divisor is the kernel's size also where it covers padding
 */
record AveragePooling(
    Window window, boolean countPadding, Shape image, Shape pooled, int block, int in, int out)
    implements Step {

  @Override
  public void run(float[][] buffers) {
    int to = 0;
    for (int c = 0; c < pooled.dim(0); c++) {
      for (int row = 0; row < pooled.dim(1); row++) {
        for (int column = 0; column < pooled.dim(2); column++) {
          average(buffers[in], buffers[out], to, c, row, column);
          to += block;
        }
      }
    }
  }

  private void average(float[] from, float[] to, int at, int channel, int row, int column) {
    Arrays.fill(to, at, at + block, 0);
    int top = row * window.strideHeight() - window.padTop();
    int left = column * window.strideWidth() - window.padLeft();
    int count = 0;
    for (int kh = 0; kh < window.kernelHeight(); kh++) {
      int y = top + kh * window.dilationHeight();
      for (int kw = 0; kw < window.kernelWidth(); kw++) {
        int x = left + kw * window.dilationWidth();
        if (y >= 0 && y < image.dim(1) && x >= 0 && x < image.dim(2)) {
          int pixel = (channel * image.dim(1) + y) * image.dim(2) + x;
          for (int b = 0; b < block; b++) {
            to[at + b] += from[pixel * block + b];
          }
          count++;
        }
      }
    }
    int divisor = countPadding ? window.kernelHeight() * window.kernelWidth() : count;
    for (int b = 0; b < block; b++) {
      to[at + b] /= divisor;
    }
  }
}

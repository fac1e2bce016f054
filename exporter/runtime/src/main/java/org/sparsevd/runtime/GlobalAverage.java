package org.sparsevd.runtime;

import java.util.Arrays;

/** Mean over the {@code area} pixels of each channel, over a block of inputs. */
record GlobalAverage(int channels, int area, int block, int in, int out) implements Step {

  @Override
  public void run(float[][] buffers) {
    for (int c = 0; c < channels; c++) {
      means(buffers[in], c * area * block, buffers[out], c * block);
    }
  }

  private void means(float[] from, int start, float[] to, int at) {
    Arrays.fill(to, at, at + block, 0);
    for (int pixel = start; pixel < start + area * block; pixel += block) {
      for (int b = 0; b < block; b++) {
        to[at + b] += from[pixel + b];
      }
    }
    for (int b = 0; b < block; b++) {
      to[at + b] /= area;
    }
  }
}

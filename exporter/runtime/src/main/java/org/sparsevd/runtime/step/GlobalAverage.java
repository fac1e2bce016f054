package org.sparsevd.runtime.step;

import java.util.Arrays;
import org.sparsevd.runtime.layout.Scratch;

/** Mean over the {@code area} pixels of each channel, over a block of inputs. */
public record GlobalAverage(int channels, int area, int block, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    int c = 0;
    for (; block == 1 && c < channels - 3; c += 4) {
      fourMeans(scratch.values(in), c * area, scratch.values(out), c);
    }
    for (; c < channels; c++) {
      means(scratch.values(in), c * area * block, scratch.values(out), c * block);
    }
  }

  /** Of four channels: one sum would wait for itself. */
  private void fourMeans(float[] from, int start, float[] to, int at) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int pixel = start; pixel < start + area; pixel++) {
      a += from[pixel];
      b += from[pixel + area];
      c += from[pixel + 2 * area];
      d += from[pixel + 3 * area];
    }
    to[at] = a / area;
    to[at + 1] = b / area;
    to[at + 2] = c / area;
    to[at + 3] = d / area;
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

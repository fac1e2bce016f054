package org.sparsevd.runtime.step;

import java.util.Arrays;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.tensor.Shape;

/**
 * Mean of each window, over a block of inputs.
 *
 * @param countPadding whether the divisor is the kernel's size also where it covers padding
 */
public record AveragePooling(
    Window window, boolean countPadding, Shape image, Shape pooled, int block, int in, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    int to = 0;
    for (int c = 0; c < pooled.dim(0); c++) {
      for (int row = 0; row < pooled.dim(1); row++) {
        for (int column = 0; column < pooled.dim(2); column++) {
          average(scratch.values(in), scratch.values(out), to, c, row, column);
          to += block;
        }
      }
    }
  }

  private void average(float[] from, float[] to, int at, int channel, int row, int column) {
    int top = row * window.strideHeight() - window.padTop();
    int left = column * window.strideWidth() - window.padLeft();
    int firstRow = first(top, window.dilationHeight());
    int endRow = end(top, window.dilationHeight(), window.kernelHeight(), image.dim(1));
    int firstColumn = first(left, window.dilationWidth());
    int endColumn = end(left, window.dilationWidth(), window.kernelWidth(), image.dim(2));
    int count = Math.max(0, endRow - firstRow) * Math.max(0, endColumn - firstColumn);
    int divisor = countPadding ? window.kernelHeight() * window.kernelWidth() : count;
    if (block > 1) {
      Arrays.fill(to, at, at + block, 0);
    }
    float sum = 0;
    for (int kh = firstRow; kh < endRow; kh++) {
      int y = channel * image.dim(1) + top + kh * window.dilationHeight();
      int pixel = y * image.dim(2) + left + firstColumn * window.dilationWidth();
      for (int kw = firstColumn; kw < endColumn; kw++) {
        if (block == 1) {
          sum += from[pixel];
        } else {
          add(from, pixel * block, to, at);
        }
        pixel += window.dilationWidth();
      }
    }
    if (block == 1) {
      to[at] = sum / divisor;
      return;
    }
    for (int b = 0; b < block; b++) {
      to[at + b] /= divisor;
    }
  }

  /** First place of the kernel that is not in the border before the image. */
  private static int first(int start, int dilation) {
    return start >= 0 ? 0 : (dilation - 1 - start) / dilation;
  }

  /** The place after the last one that is not in the border behind the image. */
  private static int end(int start, int dilation, int kernel, int size) {
    return start >= size ? 0 : Math.min(kernel, (size - 1 - start) / dilation + 1);
  }

  private void add(float[] from, int source, float[] to, int at) {
    for (int b = 0; b < block; b++) {
      to[at + b] += from[source + b];
    }
  }
}

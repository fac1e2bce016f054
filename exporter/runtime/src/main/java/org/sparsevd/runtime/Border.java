package org.sparsevd.runtime;

import java.util.Arrays;
import org.sparsevd.model.Shape;

/**
 * Copies an image into the layout that the next window slides over, with a border around it.
 *
 * @param fill value of the border: zero for a convolution, minus infinity for a maximum
 */
record Border(Shape image, ImageLayout layout, float fill, int in, int out) implements Step {

  @Override
  public void run(float[][] buffers) {
    float[] from = buffers[in];
    float[] to = buffers[out];
    Arrays.fill(to, 0, layout.size(), fill);
    int at = 0;
    for (int channel = 0; channel < image.dim(0); channel++) {
      for (int row = 0; row < image.dim(1); row++) {
        if (layout.phases() == 1) {
          int length = image.dim(2) * layout.block();
          int start = layout.index(channel, row + layout.padTop(), layout.padLeft());
          System.arraycopy(from, at, to, start, length);
          at += length;
        } else {
          split(from, at, to, channel, row + layout.padTop());
          at += image.dim(2);
        }
      }
    }
  }

  private void split(float[] from, int at, float[] to, int channel, int row) {
    for (int phase = 0; phase < layout.phases(); phase++) {
      int first = Math.floorMod(phase - layout.padLeft(), layout.phases());
      int start = layout.index(channel, row, first + layout.padLeft());
      for (int column = first; column < image.dim(2); column += layout.phases()) {
        to[start++] = from[at + column];
      }
    }
  }
}

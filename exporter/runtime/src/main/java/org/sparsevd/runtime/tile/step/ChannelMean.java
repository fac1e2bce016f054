package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.SharedStep;
import org.sparsevd.runtime.tile.Tiles;

/**
 * Mean of each channel of an image in tiles, its pixels added row by row.
 *
 * @param places of the pixels of a channel
 * @param memory slot that all images in tiles lie in
 * @param out slot of the means
 */
public record ChannelMean(Tiles tiles, int[] places, int memory, int out) implements SharedStep {

  public ChannelMean(Tiles tiles, int memory, int out) {
    this(tiles, tiles.tiling().places(), memory, out);
  }

  @Override
  public void run(Scratch scratch, Share share) {
    float[] from = scratch.values(memory);
    float[] to = scratch.values(out);
    int start = scratch.start(memory) + tiles.start();
    int stride = tiles.tiling().stride();
    int end = share.to(tiles.channels());
    int c = share.from(tiles.channels());
    for (; c < end - 3; c += 4) {
      fourMeans(from, start + c * stride, stride, to, c);
    }
    for (; c < end; c++) {
      to[c] = mean(from, start + c * stride);
    }
  }

  /** Of four channels: one sum would wait for itself. */
  private void fourMeans(float[] from, int start, int stride, float[] to, int at) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int place : places) {
      int pixel = start + place;
      a += from[pixel];
      b += from[pixel + stride];
      c += from[pixel + 2 * stride];
      d += from[pixel + 3 * stride];
    }
    to[at] = a / places.length;
    to[at + 1] = b / places.length;
    to[at + 2] = c / places.length;
    to[at + 3] = d / places.length;
  }

  private float mean(float[] from, int start) {
    float sum = 0;
    for (int place : places) {
      sum += from[start + place];
    }
    return sum / places.length;
  }
}

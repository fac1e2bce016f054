package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.SharedStep;
import org.sparsevd.runtime.tile.Tiles;

/**
 * An image times one number for each channel.
 *
 * @param memory slot that all images in tiles lie in
 * @param gate slot of the numbers
 */
public record ChannelGate(Tiles in, Tiles out, int memory, int gate) implements SharedStep {

  @Override
  public void run(Scratch scratch, Share share) {
    float[] all = scratch.values(memory);
    int first = scratch.start(memory) + out.tiling().from(share);
    int length = out.tiling().to(share) - out.tiling().from(share);
    for (int c = 0; c < out.channels(); c++) {
      int channel = first + c * out.tiling().stride();
      float factor = scratch.values(gate)[c];
      multiply(all, channel + in.start(), channel + out.start(), length, factor);
    }
  }

  private static void multiply(float[] all, int from, int to, int length, float factor) {
    for (int i = 0; i < length; i++) {
      all[to + i] = all[from + i] * factor;
    }
  }
}

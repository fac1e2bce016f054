package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Tiles;

/**
 * An image from some tiles into others.
 *
 * @param sources places of the pixels of a channel
 * @param targets the new ones
 */
public record Regridding(Tiles in, Tiles out, int[] sources, int[] targets)
    implements SharedTileStep {

  public Regridding(Tiles in, Tiles out) {
    this(in, out, in.tiling().places(), out.tiling().places());
  }

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    for (int c = share.from(in.channels()); c < share.to(in.channels()); c++) {
      int from = at + in.start() + c * in.tiling().stride();
      int to = at + out.start() + c * out.tiling().stride();
      move(memory, from, to);
    }
  }

  private void move(float[] memory, int from, int to) {
    for (int i = 0; i < sources.length; i++) {
      memory[to + targets[i]] = memory[from + sources[i]];
    }
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.SharedStep;
import org.sparsevd.runtime.tile.Tiles;

/**
 * Vectors that follow each other into tiles or out of them: each is a pixel there, and each of its
 * elements a channel.
 *
 * @param places of the pixels of a channel in tiles
 * @param memory slot that all images in tiles lie in
 * @param plain slot of the vectors
 * @param out whether they come out of the tiles
 */
public record TurnedPacking(Tiles tiles, int[] places, int memory, int plain, boolean out)
    implements SharedStep {
  /** Channels that are moved together: what they touch stays in the first-level cache. */
  private static final int PART = 16;

  public TurnedPacking(Tiles tiles, int memory, int plain, boolean out) {
    this(tiles, tiles.tiling().places(), memory, plain, out);
  }

  /** Threads share channels. */
  @Override
  public void run(Scratch scratch, Share share) {
    float[] vectors = scratch.values(plain);
    float[] all = scratch.values(memory);
    int start = scratch.start(memory) + tiles.start();
    int parts = (tiles.channels() + PART - 1) / PART;
    for (int part = share.from(parts); part < share.to(parts); part++) {
      int first = part * PART;
      int end = Math.min(first + PART, tiles.channels());
      if (out) {
        unpack(all, start, vectors, first, end);
      } else {
        pack(vectors, all, start, first, end);
      }
    }
  }

  private void pack(float[] vectors, float[] all, int start, int first, int end) {
    int stride = tiles.tiling().stride();
    for (int i = 0; i < places.length; i++) {
      int to = start + places[i] + first * stride;
      int from = i * tiles.channels();
      for (int c = from + first; c < from + end; c++) {
        all[to] = vectors[c];
        to += stride;
      }
    }
  }

  private void unpack(float[] all, int start, float[] vectors, int first, int end) {
    int stride = tiles.tiling().stride();
    for (int i = 0; i < places.length; i++) {
      int from = start + places[i] + first * stride;
      int to = i * tiles.channels();
      for (int c = to + first; c < to + end; c++) {
        vectors[c] = all[from];
        from += stride;
      }
    }
  }
}

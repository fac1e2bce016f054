package org.sparsevd.runtime.tile;

import java.util.Arrays;
import org.sparsevd.runtime.share.Share;

/**
 * The cells of a channel that do not come from a kernel: those of the halo, and lanes that lie
 * outside of the image. A cell of the halo repeats a cell of the tiles, shifted by some lanes,
 * which is an unaligned load; where the image has no pixel it is blended with what fills the
 * border. Sources are never changed where they are kept, so the order of cells does not matter.
 *
 * @param sources where each cell is loaded from, in floats from the start of the channel
 * @param targets where it is stored
 * @param masks where its mask begins in {@code keep}
 * @param rows the first cell of each row, the halo above first; and behind them the end
 * @param keep above zero for each lane that is kept, else zero
 */
public record Halo(int[] sources, int[] targets, int[] masks, int[] rows, float[] keep) {

  /** What the channels of a tiling need. */
  public static Halo of(Tiling tiling) {
    int cells = tiling.cells();
    int[] rows = new int[tiling.tileHeight() + 2 * tiling.halo() + 1];
    Halo halo = new Halo(new int[cells], new int[cells], new int[cells], rows, new float[0]);
    int count = 0;
    float[] keep = new float[0];
    int border = tiling.halo();
    for (int y = -border; y < tiling.tileHeight() + border; y++) {
      for (int x = -border; x < tiling.tileWidth() + border; x++) {
        float[] mask = mask(tiling, y, x);
        if (!isInner(tiling, y, x) || kept(mask) < mask.length) {
          int known = find(keep, mask);
          if (known == keep.length) {
            keep = Arrays.copyOf(keep, known + mask.length);
            System.arraycopy(mask, 0, keep, known, mask.length);
          }
          halo.masks[count] = known;
          halo.targets[count] = tiling.cell(y, x);
          // Where nothing is kept, what is loaded does not matter, but it must lie in memory.
          halo.sources[count] = kept(mask) == 0 ? halo.targets[count] : source(tiling, y, x);
          count++;
        }
      }
      rows[y + border + 1] = count;
    }
    return new Halo(
        Arrays.copyOf(halo.sources, count),
        Arrays.copyOf(halo.targets, count),
        Arrays.copyOf(halo.masks, count),
        rows,
        keep);
  }

  private static boolean isInner(Tiling tiling, int y, int x) {
    return y >= 0 && y < tiling.tileHeight() && x >= 0 && x < tiling.tileWidth();
  }

  private static float[] mask(Tiling tiling, int y, int x) {
    float[] mask = new float[tiling.lanes()];
    for (int lane = 0; lane < mask.length; lane++) {
      mask[lane] = tiling.isInside(lane, y, x) ? 1 : 0;
    }
    return mask;
  }

  private static int kept(float[] mask) {
    int kept = 0;
    for (float lane : mask) {
      kept += lane > 0 ? 1 : 0;
    }
    return kept;
  }

  /** Where a mask begins among others; their end where it is not there. */
  private static int find(float[] all, float[] mask) {
    int at = 0;
    while (at < all.length && !Arrays.equals(all, at, at + mask.length, mask, 0, mask.length)) {
      at += mask.length;
    }
    return at;
  }

  private static int source(Tiling tiling, int y, int x) {
    int down = Math.floorDiv(y, tiling.tileHeight());
    int right = Math.floorDiv(x, tiling.tileWidth());
    int row = Math.floorMod(y, tiling.tileHeight());
    int column = Math.floorMod(x, tiling.tileWidth());
    return tiling.cell(row, column) + down * tiling.columns() + right;
  }

  /** The first cell of a thread, which has those of its rows of a tile. */
  public int from(Tiling tiling, Share share) {
    return share.isFirst() ? 0 : rows[share.from(tiling.tileHeight()) + tiling.halo()];
  }

  /** The end of the cells of a thread. */
  public int to(Tiling tiling, Share share) {
    boolean last = share.part() == share.parts() - 1;
    return last ? count() : rows[share.to(tiling.tileHeight()) + tiling.halo()];
  }

  /**
   * The first cell of rows from here on.
   *
   * @param row of the tile; below 0 in the halo above
   */
  public int from(Tiling tiling, int row) {
    return rows[Math.max(0, Math.min(rows.length - 1, row + tiling.halo()))];
  }

  /** Cells of a channel. */
  public int count() {
    return sources.length;
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;

/**
 * A convolution of each channel with a window of its own, by all its weights.
 *
 * @param weights of each channel, row by row
 * @param height rows of the window
 * @param width its columns: 3, 5 or 7
 * @param first where its first tap lies, in floats from the cell that a group begins with
 * @param halo of what is read, which is filled channel by channel; null where it is filled already
 * @param groups of its cells, each a single row
 * @param stride floats from a channel of the output to the next
 */
public record DepthTiles(
    float[] weights,
    float[] bias,
    int height,
    int width,
    int first,
    Tiles in,
    Halo halo,
    CellGroups groups,
    int stride,
    Ending ending)
    implements SharedTileStep {

  /**
   * The first cell of the halo that a thread fills: those of all rows that it reads. Two threads
   * may write the same to some.
   */
  public int firstCell(Share share) {
    boolean all = halo == null || share.isFirst() || isIdle(share);
    return all ? 0 : halo.from(in.tiling(), row(share.from(groups.count())));
  }

  /** The end of the cells of the halo that a thread fills. */
  public int endCell(Share share) {
    if (halo == null || isIdle(share)) {
      return 0;
    }
    boolean last = share.to(groups.count()) == groups.count();
    return last ? halo.count() : halo.from(in.tiling(), row(share.to(groups.count()) - 1) + height);
  }

  private boolean isIdle(Share share) {
    return share.from(groups.count()) == share.to(groups.count());
  }

  /** The row of the tile that a group reads first; below 0 in the halo above. */
  private int row(int group) {
    int cells = groups.reads()[group] + first - in.start();
    return Math.floorDiv(cells, pitch()) - in.tiling().halo();
  }

  /** Floats from a row of what is read to the next. */
  public int pitch() {
    return in.tiling().pitch() * in.tiling().lanes();
  }

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }
}

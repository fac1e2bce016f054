package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.PairedFilters;

/**
 * A convolution whose filters go by in pairs.
 *
 * @param groups of its cells
 * @param stride floats from a channel of the output to the next
 * @param sums where sums lie between blocks of channels: {@code groups.sums()} cells for each
 *     filter
 * @param split how threads share it
 */
public record PairedTiles(
    PairedFilters filters, CellGroups groups, int stride, Ending ending, int sums, CellSplit split)
    implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }

  @Override
  public TileStep on(TileCode code) {
    TileFunction function = code.paired(filters, groups, stride, ending, sums, split).orElse(null);
    return function == null ? this : new CodeTiles(function);
  }
}

package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;

/**
 * A convolution by its non-zero weights.
 *
 * @param groups of its cells
 * @param stride floats from a channel of the output to the next
 * @param sums where sums lie between blocks of channels: {@code groups.sums()} cells for each
 *     filter
 * @param separate whether filters read channels of their own, and go by one after the other
 * @param split how threads share it
 */
public record SparseTiles(
    SparseFilters filters,
    CellGroups groups,
    int stride,
    Ending ending,
    int sums,
    boolean separate,
    CellSplit split)
    implements SharedTileStep {

  @Override
  public void run(TileKernels kernels, float[] memory, int at, Share share) {
    kernels.run(this, memory, at, share);
  }

  @Override
  public TileStep on(TileCode code) {
    TileFunction function =
        separate ? null : code.sparse(filters, groups, stride, ending, sums, split).orElse(null);
    return function == null ? this : new CodeTiles(function);
  }
}

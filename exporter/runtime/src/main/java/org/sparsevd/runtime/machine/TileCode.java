package org.sparsevd.runtime.machine;

import java.util.Optional;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.PairedFilters;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;

/**
 * Makes code for layers over images in tiles. It finds the same bits as other kernels. Where it has
 * none for a layer, or no memory, it returns nothing.
 */
public interface TileCode {
  /**
   * A convolution by its non-zero weights; see {@link org.sparsevd.runtime.tile.step.SparseTiles}.
   *
   * @param stride floats from a channel of the output to the next
   * @param sums where sums lie between blocks of channels
   * @param split how threads share it
   */
  Optional<TileFunction> sparse(
      SparseFilters filters,
      CellGroups groups,
      int stride,
      Ending ending,
      int sums,
      CellSplit split);

  /** A convolution by pairs of filters; see {@link org.sparsevd.runtime.tile.step.PairedTiles}. */
  Optional<TileFunction> paired(
      PairedFilters filters,
      CellGroups groups,
      int stride,
      Ending ending,
      int sums,
      CellSplit split);

  /** The halo of an image; see {@link org.sparsevd.runtime.tile.step.HaloTiles}. */
  Optional<TileFunction> halo(Halo halo, Tiles tiles, float fill);

  /** A convolution of bytes. */
  Optional<TileFunction> bytes(ByteConvolution layer);

  /** A convolution of bytes, each channel with a window of its own. */
  Optional<TileFunction> bytes(ByteDepthwise layer);

  /** The largest bytes of windows. */
  Optional<TileFunction> bytes(ByteMaximum pooling);

  /** A dense layer of whole weights over vectors of levels. */
  Optional<RowsFunction> rows(LevelMatrix layer);

  /** An image of floats that becomes levels in tiles of bytes. */
  Optional<ImageFunction> image(ByteImage image);
}

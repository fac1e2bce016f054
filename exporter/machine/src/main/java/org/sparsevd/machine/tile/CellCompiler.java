package org.sparsevd.machine.tile;

import java.util.Optional;
import org.sparsevd.machine.bytes.ByteCompiler;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.depth.DepthCompiler;
import org.sparsevd.machine.image.ImageLayer;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.patch.PatchLayer;
import org.sparsevd.machine.rows.RowsLayer;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.machine.ImageFunction;
import org.sparsevd.runtime.machine.RowsFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
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
 * Makes layers over images in tiles code, for vectors of one width.
 *
 * @param vnni whether an instruction adds four products of bytes
 * @param bytes who makes those over images of bytes
 */
public record CellCompiler(Width width, boolean vnni, ByteCompiler bytes) implements TileCode {

  /**
   * For vectors of this width.
   *
   * @param vnni whether an instruction adds four products of bytes
   */
  public static CellCompiler of(Width width, boolean vnni) {
    return new CellCompiler(width, vnni, new ByteCompiler(new ByteProducts(width, vnni)));
  }

  @Override
  public Optional<TileFunction> sparse(
      SparseFilters filters,
      CellGroups groups,
      int stride,
      Ending ending,
      int sums,
      CellSplit split) {
    return make(new SingleStreams(filters), groups, stride, ending, sums, split);
  }

  @Override
  public Optional<TileFunction> paired(
      PairedFilters filters,
      CellGroups groups,
      int stride,
      Ending ending,
      int sums,
      CellSplit split) {
    return make(new PairStreams(filters), groups, stride, ending, sums, split);
  }

  @Override
  public Optional<TileFunction> halo(Halo halo, Tiles tiles, float fill) {
    if (halo.count() == 0 || tiles.tiling().lanes() != width.lanes()) {
      return Optional.empty();
    }
    try {
      return Optional.of(HaloLayer.of(width, halo, tiles, fill));
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<TileFunction> bytes(ByteConvolution layer) {
    Optional<TileFunction> patches = PatchLayer.of(bytes.products(), layer);
    return patches.isPresent() ? patches : bytes.convolution(layer);
  }

  @Override
  public Optional<TileFunction> bytes(ByteDepthwise layer) {
    return new DepthCompiler(bytes.products()).layer(layer);
  }

  @Override
  public Optional<TileFunction> bytes(ByteMaximum pooling) {
    return bytes.maximum(pooling);
  }

  @Override
  public Optional<RowsFunction> rows(LevelMatrix layer) {
    return RowsLayer.of(width, layer, vnni);
  }

  @Override
  public Optional<ImageFunction> image(ByteImage image) {
    return ImageLayer.of(image);
  }

  private Optional<TileFunction> make(
      Streams streams, CellGroups groups, int stride, Ending ending, int sums, CellSplit split) {
    int filters = streams.filters();
    CellShape shape = new CellShape(width, filters, groups.rows(), groups.cells(), groups.step());
    if (!shape.fits()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new CellLayerMaker(shape, streams, groups, ending, stride, sums, split).make());
    } catch (MachineException | OutOfMemoryError | ArithmeticException e) {
      // No memory for code, or off the heap, or too large for distances of 32 bits.
      return Optional.empty();
    }
  }
}

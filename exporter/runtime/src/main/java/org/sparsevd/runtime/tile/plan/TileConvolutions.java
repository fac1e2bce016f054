package org.sparsevd.runtime.tile.plan;

import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.layout.Blocking;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellRun;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.PairedFilters;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.step.DepthTiles;
import org.sparsevd.runtime.tile.step.PairedTiles;
import org.sparsevd.runtime.tile.step.SparseTiles;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Adds convolutions over images in tiles. */
final class TileConvolutions {
  /** Floats to be read by a block of weights at a group of cells: most of a cache of 32 kB. */
  private static final int PART = 6144;

  /** Weights of a filter in a block from which on going through all filters again pays. */
  private static final double WORTHWHILE = 16;

  /** Share of weights from which on windows of single channels are not worth skipping zeros. */
  private static final double LEAST_DENSE = 0.4;

  /** Threads that there is room for; where there are more, they share filters. */
  private static final int MOST_PARTS = 4;

  private final TileMemory memory;
  private final boolean squares;

  /**
   * Who adds them.
   *
   * @param squares see {@link CellRun#cheapest(int, int, boolean)}
   */
  TileConvolutions(TileMemory memory, boolean squares) {
    this.memory = memory;
    this.squares = squares;
  }

  /** Adds the steps of a convolution and says what they are. */
  String add(Op.Conv2d conv, TileLayer layer, Shape image, Tiles residual, Tiles out) {
    Window window = conv.window();
    Tensor weight = conv.weight();
    Tiling wanted = TileWindow.before(window, image, out.tiling(), TileWindow.halo(window));
    Tiles in = memory.floats().in(wanted, layer.head().inputs().get(0));
    if (residual == null && isDepthwise(conv, image, out)) {
      return depthwise(conv, layer, in, out);
    }
    if (window.kernelHeight() > 1 || window.kernelWidth() > 1 || window.isPadded()) {
      memory.fill(in, 0);
    }
    int[] places = places(weight, window, in.tiling());
    int add = residual == null ? Ending.NONE : residual.start() - out.start();
    Ending ending = new Ending(layer.low(), layer.high(), add);
    String density = Math.round(100 * weight.density()) + " % dense";
    if (conv.groups() == 1 && PairedFilters.pay(weight)) {
      pairs(conv, image, places, ending, in, out);
      return "convolution by pairs of filters, " + density;
    }
    boolean code = squares && memory.addCode(sparse(conv, image, places, ending, in, out, squares));
    if (!code) {
      memory.add(sparse(conv, image, places, ending, in, out, false));
    }
    return (conv.groups() > 1 ? "grouped" : "sparse") + " convolution, " + density;
  }

  private void pairs(
      Op.Conv2d conv, Shape image, int[] places, Ending ending, Tiles in, Tiles out) {
    Tensor weight = conv.weight();
    CellRun run = CellRun.cheapestOfPairs(out.tiling().tileHeight(), out.tiling().tileWidth());
    CellGroups groups = groups(run, conv.window(), in, out);
    int blockColumns = blockColumns(conv, groups, image.dim(0), out.tiling().lanes());
    PairedFilters filters = PairedFilters.of(weight, conv.bias(), places, blockColumns);
    CellSplit split = split(filters.work(), weight.rows(), groups, out);
    int room = memory.scratch(split.rooms() * split.room());
    memory.add(new PairedTiles(filters, groups, out.tiling().stride(), ending, room, split));
  }

  private SparseTiles sparse(
      Op.Conv2d conv,
      Shape image,
      int[] places,
      Ending ending,
      Tiles in,
      Tiles out,
      boolean squares) {
    Tensor weight = conv.weight();
    CellRun run = CellRun.cheapest(out.tiling().tileHeight(), out.tiling().tileWidth(), squares);
    CellGroups groups = groups(run, conv.window(), in, out);
    int blockColumns = blockColumns(conv, groups, image.dim(0), out.tiling().lanes());
    SparseFilters filters =
        SparseFilters.of(
            weight,
            conv.bias().clone(),
            places,
            weight.rows() / conv.groups(),
            image.dim(0) / conv.groups() * in.tiling().stride(),
            new Blocking(blockColumns, Integer.MAX_VALUE));
    boolean inMemory = filters.blocks() > 1 || ending.addsResidual();
    CellSplit split = split(filters.work(), weight.rows(), groups, out);
    int room = inMemory ? memory.scratch(split.rooms() * split.room()) : 0;
    int stride = out.tiling().stride();
    return new SparseTiles(filters, groups, stride, ending, room, conv.groups() > 1, split);
  }

  /** How threads share it: by cells where no run reaches into those of another row. */
  private static CellSplit split(int[] work, int filters, CellGroups groups, Tiles out) {
    int room = (filters + 1) * groups.sums() * out.tiling().lanes();
    boolean apart = groups.cells() <= out.tiling().tileWidth();
    // Rounded up to two cache lines, which no two threads write.
    int lines = (room + 2 * Tiling.LINE - 1) / (2 * Tiling.LINE) * 2 * Tiling.LINE;
    return new CellSplit(work, lines, apart ? MOST_PARTS : 0);
  }

  /** Whether each channel has one window of its own, of a size that there are kernels for. */
  private static boolean isDepthwise(Op.Conv2d conv, Shape image, Tiles out) {
    Window window = conv.window();
    boolean each = conv.groups() == image.dim(0) && conv.weight().rows() == image.dim(0);
    boolean known =
        window.kernelWidth() == 3 || window.kernelWidth() == 5 || window.kernelWidth() == 7;
    return each
        && known
        && window.dilationHeight() == 1
        && window.dilationWidth() == 1
        && conv.weight().density() >= LEAST_DENSE
        && depthCells(window.kernelWidth(), out.tiling().tileWidth()) > 0;
  }

  /** Cells side by side that are best for this window; 0 where the tile is too narrow. */
  private static int depthCells(int kernelWidth, int tileWidth) {
    boolean eights = kernelWidth < 7 && (tileWidth + 7) / 8 < (tileWidth + 6) / 7;
    return tileWidth < 7 ? 0 : eights ? 8 : 7;
  }

  private String depthwise(Op.Conv2d conv, TileLayer layer, Tiles in, Tiles out) {
    Window window = conv.window();
    int cells = depthCells(window.kernelWidth(), out.tiling().tileWidth());
    CellGroups groups =
        CellGroups.of(
            cells == 7 ? CellRun.SEVEN : CellRun.EIGHT,
            in.tiling(),
            in.start(),
            out.tiling(),
            out.start(),
            window.strideHeight(),
            window.strideWidth());
    memory.add(
        new DepthTiles(
            conv.weight().toArray(),
            conv.bias().clone(),
            window.kernelHeight(),
            window.kernelWidth(),
            TileWindow.taps(window, in.tiling())[0],
            in,
            memory.missing(in, 0),
            groups,
            out.tiling().stride(),
            new Ending(layer.low(), layer.high(), Ending.NONE)));
    return "depthwise convolution";
  }

  private static CellGroups groups(CellRun run, Window window, Tiles in, Tiles out) {
    return CellGroups.of(
        run,
        in.tiling(),
        in.start(),
        out.tiling(),
        out.start(),
        window.strideHeight(),
        window.strideWidth());
  }

  /** Where the value lies that a column of the weight multiplies, from a cell of the output. */
  private static int[] places(Tensor weight, Window window, Tiling in) {
    int[] taps = TileWindow.taps(window, in);
    int[] places = new int[weight.columns()];
    for (int k = 0; k < places.length; k++) {
      places[k] = k / taps.length * in.stride() + taps[k % taps.length];
    }
    return places;
  }

  /** Columns of the weight that are gone through before the next: whole channels. */
  private static int blockColumns(Op.Conv2d conv, CellGroups groups, int channels, int lanes) {
    Tensor weight = conv.weight();
    if (conv.groups() > 1) {
      return weight.columns();
    }
    int footprint = TileWindow.footprint(conv.window(), groups.rows(), groups.cells(), lanes);
    double perChannel = (double) weight.nonZeros() / weight.rows() / channels;
    double least = perChannel == 0 ? channels : WORTHWHILE / perChannel;
    int block = (int) Math.min(channels, Math.max(least, PART / footprint));
    // As many in each block.
    int blocks = (channels - 1) / Math.max(1, block) + 1;
    return (channels + blocks - 1) / blocks * (weight.columns() / channels);
  }
}

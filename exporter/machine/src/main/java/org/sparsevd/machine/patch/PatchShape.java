package org.sparsevd.machine.patch;

import java.util.Optional;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteRun;
import org.sparsevd.machine.bytes.ByteShape;
import org.sparsevd.machine.bytes.WindowTaps;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * A convolution of 3x3 that is computed by patches of 4x4 outputs; see {@link PatchPoints}. A group
 * of patches is done at a time. First its values become those of points, as words of two channels.
 * Then sums of products of some filters go to memory, then these become outputs.
 *
 * @param together patches of a group
 */
record PatchShape(ByteProducts products, ByteConvolution layer, int together) {
  /** Filters whose sums lie in memory at a time. */
  static final int PART = 8;

  /** Pairs of words that a lane of four channels becomes. */
  static final int HALVES = 2;

  /** Cells behind the words of a point, so that points do not meet in one set of the cache. */
  private static final int APART = 2;

  /** Patches whose words are in registers: else each product reads them where they lie. */
  private static final int FEW = 2;

  /** Most patches of a group: with their sums, a weight and a product there are 16 registers. */
  private static final int MOST = 7;

  /** Instructions that a column takes else, for each cell and filter. */
  private static final double COLUMN = 3.6;

  /**
   * The same where an instruction adds four products. Two of these begin at once on a Zen 5, which
   * does the layers of ResNet-18 faster so than by patches.
   */
  private static final double COLUMN_OF_FOUR = 1;

  /** Instructions that make words of a lane of channels, for each patch. */
  private static final double BEFORE = 740;

  /** Instructions that make outputs of the sums of a filter, for each patch. */
  private static final double AFTER = 280;

  /** Instructions in the time in which a byte of weights comes from far away. */
  private static final double BYTE = .15;

  /** How much less it has to take, by counting. */
  private static final double CLEARLY = .9;

  /** The shape of a layer; nothing where it is another one, or that does not pay. */
  static Optional<PatchShape> of(ByteProducts products, ByteConvolution layer) {
    Tiling out = layer.out().tiling();
    boolean fits =
        layer.strideHeight() == 1
            && layer.strideWidth() == 1
            && layer.ending().levels() != null
            && WindowTaps.areSquare(layer.in().tiling(), layer.taps(), PatchPoints.TAPS)
            && out.lanes() == products.width().lanes()
            && out.tileHeight() >= PatchPoints.OUTPUTS
            && out.tileWidth() >= PatchPoints.OUTPUTS
            && comesOutRight(layer);
    Optional<PatchShape> best = Optional.empty();
    double least = CLEARLY * otherCost(products, layer);
    for (int together = 1; fits && together <= MOST; together++) {
      PatchShape shape = new PatchShape(products, layer, together);
      if (shape.slots() > 0 && shape.cost() <= least) {
        best = Optional.of(shape);
        least = shape.cost();
      }
    }
    return best;
  }

  /** Whether each sum stays within the bits that are left for it. */
  private static boolean comesOutRight(ByteConvolution layer) {
    int each = layer.columns() * ByteLanes.CHANNELS;
    boolean right = true;
    for (int filter = 0; filter < layer.filters(); filter++) {
      long most = Math.abs((long) layer.starts()[filter]);
      for (int i = filter * each; i < (filter + 1) * each; i++) {
        most += 255L * Math.abs(layer.weights()[i]);
      }
      right &= most < PatchPoints.LIMIT;
    }
    return right;
  }

  /** Instructions that the layer takes with each product on its own. */
  private static double otherCost(ByteProducts products, ByteConvolution layer) {
    Tiling out = layer.out().tiling();
    double column = products.fourAtOnce() ? COLUMN_OF_FOUR : COLUMN;
    return column * layer.nonZeroColumns() * out.tileHeight() * out.tileWidth();
  }

  private double cost() {
    double product = (products.fourAtOnce() ? 1 : 2) + 1.0 / together;
    double before = BEFORE * layer.in().channels();
    double each = PatchPoints.COUNT * pairs() * product + AFTER;
    int filters = parts() * PART;
    return groups() * (together * (before + filters * each) + BYTE * Integer.BYTES * weights());
  }

  /** Patches of a tile. */
  private ByteRun run() {
    return new ByteRun(PatchPoints.OUTPUTS, PatchPoints.OUTPUTS);
  }

  /** The first cells of all patches, row and column each. */
  int[][] firsts() {
    return run().firsts(layer.out().tiling());
  }

  int groups() {
    return (firsts().length + together - 1) / together;
  }

  /** Parts of the filters. */
  int parts() {
    return (layer.filters() + PART - 1) / PART;
  }

  /** Whether the words of all patches are in registers, and go by four filters. */
  boolean areFew() {
    return together <= FEW;
  }

  /** Filters whose sums are in registers at a time. */
  int filters() {
    return areFew() ? 4 : 2;
  }

  /** Pairs of words of a point. */
  int pairs() {
    return HALVES * layer.in().channels();
  }

  /** Pairs of weights of all points. */
  long weights() {
    return (long) PatchPoints.COUNT * pairs() * parts() * PART;
  }

  /** The outputs of a patch, for what becomes of them. */
  ByteShape cells() {
    int pitch = layer.out().tiling().pitch();
    return new ByteShape(products, run(), 1, 0, 0, pitch * bytes());
  }

  /** Bytes of a cell. */
  int bytes() {
    return products.width().bytes();
  }

  /** Cells from the words of a point to those of the next. */
  int pointCells() {
    return pairs() * together + APART;
  }

  /** Cells of the words of a group, and of the sums of a part behind them. */
  int scratch() {
    return PatchPoints.COUNT * (pointCells() + PART * together);
  }

  /** Threads that have room. */
  int slots() {
    return layer.room() / scratch();
  }
}

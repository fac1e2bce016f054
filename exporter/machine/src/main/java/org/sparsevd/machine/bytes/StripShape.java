package org.sparsevd.machine.bytes;

import java.util.Optional;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * A convolution whose rows are computed four outputs at a time; see {@link StripPoints}. Its window
 * goes by two columns, so each row of it is two sums of up to four taps: one of even and one of odd
 * columns. Words of two channels lie side by side, or of one channel and both sums.
 *
 * @param height rows of the window
 * @param columns of the window
 * @param pairs of words for each row
 * @param rows of the output at a time
 */
record StripShape(
    ByteProducts products, ByteConvolution layer, int height, int columns, int pairs, int rows) {
  private static final int STRIDE = 2;
  private static final int FEWEST_COLUMNS = 5;
  private static final int MOST_COLUMNS = STRIDE * StripPoints.TAPS;
  private static final int MOST_HEIGHT = 16;

  /** Of sums in registers: of sixteen, two are left for a weight and a product. */
  private static final int MOST_ROWS = 7;

  /** Instructions that a column takes else, for each cell and filter. */
  private static final double COLUMN = 3.6;

  /** The same where an instruction adds four products. */
  private static final double COLUMN_AT_ONCE = 1;

  /** Instructions that a product takes here, and what comes before and behind. */
  private static final double PRODUCT = 2.2;

  /** The same where an instruction adds two products of words. */
  private static final double PRODUCT_AT_ONCE = 1.05;

  private static final double BESIDE = 8;

  /** The shape of a layer; nothing where it is another one, or that does not pay. */
  static Optional<StripShape> of(ByteProducts products, ByteConvolution layer) {
    int columns = columns(layer);
    int height = layer.taps().length / columns;
    Tiling out = layer.out().tiling();
    boolean fits =
        (!products.fourAtOnce() || products.width() == Width.ZMM)
            && layer.in().channels() == 1
            && layer.strideWidth() == STRIDE
            && layer.ending().levels() != null
            && columns >= FEWEST_COLUMNS
            && columns <= MOST_COLUMNS
            && height <= MOST_HEIGHT
            && isWindow(layer, columns)
            && out.lanes() == products.width().lanes()
            && out.tileWidth() >= StripPoints.OUTPUTS;
    if (!fits) {
      return Optional.empty();
    }
    int pairs = hasFour(layer) ? 4 : 3;
    double each = (double) layer.nonZeroColumns() / layer.filters();
    double sums = (double) pairs * height * StripPoints.COUNT / StripPoints.OUTPUTS;
    int rows = rows(layer, height, pairs);
    double product = products.fourAtOnce() ? PRODUCT_AT_ONCE : PRODUCT;
    double column = products.fourAtOnce() ? COLUMN_AT_ONCE : COLUMN;
    return rows > 0 && product * sums + BESIDE < column * each
        ? Optional.of(new StripShape(products, layer, height, columns, pairs, rows))
        : Optional.empty();
  }

  /** Taps side by side, from the first one on. */
  private static int columns(ByteConvolution layer) {
    int[] taps = layer.taps();
    int columns = 1;
    while (columns < taps.length
        && taps[columns] == taps[columns - 1] + layer.in().tiling().lanes()) {
      columns++;
    }
    return columns;
  }

  /** Whether taps are rows of so many, one below the other. */
  private static boolean isWindow(ByteConvolution layer, int columns) {
    Tiling in = layer.in().tiling();
    int[] taps = layer.taps();
    boolean is = taps.length % columns == 0;
    for (int i = 0; is && i < taps.length; i++) {
      int row = i / columns * in.pitch() * in.lanes();
      is = taps[i] == taps[0] + row + i % columns * in.lanes();
    }
    return is;
  }

  private static boolean hasFour(ByteConvolution layer) {
    boolean any = false;
    for (int i = ByteLanes.CHANNELS - 1; i < layer.weights().length; i += ByteLanes.CHANNELS) {
      any |= layer.weights()[i] != 0;
    }
    return any;
  }

  /** The rows at a time that cover a tile at the least cost; 0 where words find no room. */
  private static int rows(ByteConvolution layer, int height, int pairs) {
    int tile = layer.out().tiling().tileHeight();
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int rows = 1; rows <= Math.min(MOST_ROWS, tile); rows++) {
      double cost = (double) ((tile + rows - 1) / rows) * (2 * rows + 1);
      int cells = ((rows - 1) * layer.strideHeight() + height) * StripPoints.COUNT * pairs;
      if (cost <= least && cells <= layer.filters() * ByteConvolution.SUMS) {
        best = rows;
        least = cost;
      }
    }
    return best;
  }

  /** Filters whose sums are in registers at a time. */
  int filters() {
    return products.fourAtOnce() ? ByteLanes.CHANNELS : 2;
  }

  /** Outputs of a filter at a time. */
  ByteRun run() {
    return new ByteRun(rows, StripPoints.OUTPUTS);
  }

  /** The same outputs, for what becomes of them. */
  ByteShape cells() {
    int cell = products.width().bytes();
    int pitch = layer.out().tiling().pitch();
    return new ByteShape(products, run(), 1, 0, 0, pitch * cell);
  }

  /** Rows of the input that they read. */
  int inputRows() {
    return (rows - 1) * layer.strideHeight() + height;
  }

  /** Cells that they read of a row. */
  int inputColumns() {
    return (StripPoints.OUTPUTS - 1) * STRIDE + columns;
  }

  /** Cells of words of a row of the input. */
  int rowCells() {
    return StripPoints.COUNT * pairs;
  }

  /** Cells of words of all these rows. */
  int scratch() {
    return inputRows() * rowCells();
  }

  /** Threads that have room for words. */
  int slots() {
    return 2 * scratch() <= layer.filters() * ByteConvolution.SUMS ? 2 : 1;
  }

  /** The weights of a filter for a point, a row and a pair of words: two words. */
  int weights(int filter, int point, int row, int pair) {
    if (isMixed(pair)) {
      return words(weight(filter, point, row, 0, 1), weight(filter, point, row, 1, 1));
    }
    int first = pair / 2;
    return words(
        weight(filter, point, row, pair % 2, first),
        weight(filter, point, row, pair % 2, first + 2));
  }

  /** Whether a pair is of one channel: of even and of odd columns. */
  boolean isMixed(int pair) {
    return pairs == 3 && pair == 2;
  }

  private static int words(int low, int high) {
    return low & 0xffff | high << 16;
  }

  private int weight(int filter, int point, int row, int odd, int channel) {
    int[] taps = new int[StripPoints.TAPS];
    for (int k = 0; filter < layer.filters() && k < taps.length; k++) {
      int column = STRIDE * k + odd;
      taps[k] = column < columns ? layer.weight(filter, row * columns + column, channel) : 0;
    }
    return StripPoints.weight(point, taps);
  }
}

package org.sparsevd.runtime.tile;

import org.sparsevd.runtime.share.Share;
import org.sparsevd.tensor.Shape;

/**
 * How the channels of an image are cut into tiles, one for each lane of a vector. A <em>cell</em>
 * is a vector: the pixels that lie at the same place of all tiles. A shift by a pixel is a shift by
 * a whole cell then, so every tap of a window is an aligned load. Around each tile lies a halo of
 * cells that repeat pixels of its neighbours.
 *
 * @param height rows of a channel
 * @param width its columns
 * @param rows tiles one above the other
 * @param columns tiles side by side; {@code rows * columns} are the lanes
 * @param tileHeight rows of a tile
 * @param tileWidth its columns
 * @param halo cells around a tile, the same on each side
 */
public record Tiling(
    int height, int width, int rows, int columns, int tileHeight, int tileWidth, int halo) {

  /** Cells behind a channel that kernels may read and write: the longest run of cells. */
  static final int SLACK = 8;

  /** Floats of a cache line. */
  public static final int LINE = 16;

  /** How many times the vectors of another tiling make this one better, whatever its halo. */
  private static final double CLEARLY = 1.08;

  /** Cache lines between places that share a set of the first-level cache: 4 kB. */
  private static final int SETS = 64;

  /** Cache lines that neighbouring channels keep away from such a place. */
  private static final int APART = 4;

  /**
   * The tiles in which a window meets the fewest vectors.
   *
   * @param image channels, height and width
   */
  public static Tiling of(Shape image, int lanes, int halo) {
    return of(image, lanes, halo, false);
  }

  /**
   * The same where single filters are code.
   *
   * @param squares see {@link CellRun#cheapest(int, int, boolean)}
   */
  public static Tiling of(Shape image, int lanes, int halo, boolean squares) {
    int height = image.dim(1);
    int width = image.dim(2);
    Tiling best = null;
    for (int columns = 1; columns <= lanes; columns *= 2) {
      int rows = lanes / columns;
      Tiling tiling =
          new Tiling(
              height, width, rows, columns, parts(height, rows), parts(width, columns), halo);
      if (best == null || tiling.isBetter(best, squares)) {
        best = tiling;
      }
    }
    return best;
  }

  /**
   * Whether a window meets clearly fewer vectors, or about as many in a squarer tile, which has the
   * smaller halo. Squarer tiles are also more often those of the next layer.
   */
  private boolean isBetter(Tiling other, boolean squares) {
    double cost = cost(squares);
    double least = other.cost(squares);
    boolean squarer = tileHeight + tileWidth < other.tileHeight + other.tileWidth;
    return cost * CLEARLY < least || squarer && cost < least * CLEARLY;
  }

  private double cost(boolean squares) {
    return CellRun.cheapest(tileHeight, tileWidth, squares).cost(tileHeight, tileWidth);
  }

  private static int parts(int size, int count) {
    return (size + count - 1) / count;
  }

  /** The tiles of an image that a window of these strides turns into one in this tiling. */
  public Tiling before(Shape image, int strideHeight, int strideWidth, int newHalo) {
    return new Tiling(
        image.dim(1),
        image.dim(2),
        rows,
        columns,
        tileHeight * strideHeight,
        tileWidth * strideWidth,
        newHalo);
  }

  /** Whether tiles are as large, and as many each way. */
  public boolean matches(Tiling other) {
    return rows == other.rows
        && columns == other.columns
        && tileHeight == other.tileHeight
        && tileWidth == other.tileWidth;
  }

  /** Whether all of an image lies in the tiles. */
  public boolean covers() {
    return rows * tileHeight >= height && columns * tileWidth >= width;
  }

  public int lanes() {
    return rows * columns;
  }

  /** Cells of a row, halo included. */
  public int pitch() {
    return tileWidth + 2 * halo;
  }

  /** Cells of a channel, halo included. */
  public int cells() {
    return (tileHeight + 2 * halo) * pitch();
  }

  /**
   * Floats from a channel to the next: an odd number of cache lines, so that channels spread over
   * the sets of the first-level cache.
   */
  public int stride() {
    int lines = ((cells() + SLACK) * lanes() + LINE - 1) / LINE;
    int beyond = lines % SETS;
    if (beyond < APART) {
      lines += APART - beyond;
    } else if (beyond > SETS - APART) {
      lines += SETS + APART - beyond;
    }
    return (lines | 1) * LINE;
  }

  /** Where a cell begins, in floats from the start of its channel. */
  public int cell(int y, int x) {
    return ((y + halo) * pitch() + x + halo) * lanes();
  }

  /** Where a pixel lies, in floats from the start of its channel. */
  public int place(int y, int x) {
    int lane = y / tileHeight * columns + x / tileWidth;
    return cell(y % tileHeight, x % tileWidth) + lane;
  }

  /** Where the rows of a tile begin that a thread has, in floats from the start of a channel. */
  public int from(Share share) {
    return cell(share.from(tileHeight), 0);
  }

  /** Where those rows end: at the next row of another thread, or behind the last cell. */
  public int to(Share share) {
    int end = share.to(tileHeight);
    return end < tileHeight ? cell(end, 0) : cell(tileHeight - 1, tileWidth);
  }

  /** The places of all pixels of a channel, row by row. */
  public int[] places() {
    int[] places = new int[height * width];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(i / width, i % width);
    }
    return places;
  }

  /** Whether the pixel that a lane has in a cell lies in the image; cells may be of the halo. */
  boolean isInside(int lane, int y, int x) {
    int row = lane / columns * tileHeight + y;
    int column = lane % columns * tileWidth + x;
    return row >= 0 && row < height && column >= 0 && column < width;
  }
}

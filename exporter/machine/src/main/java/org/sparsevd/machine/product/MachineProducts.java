package org.sparsevd.machine.product;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.vector.ProductCode;

/**
 * Products for the trainer as code. What it may touch is compared with the arrays before each call,
 * and tiles and transforms are cut into calls: a garbage collection has to wait for one. A dot
 * product is one call.
 */
public final class MachineProducts implements ProductCode {
  /** Vectors that are multiplied and added in a call over several tiles, some 20 microseconds. */
  private static final long MOST = 160_000;

  /** The same over one tile, whose columns each call copies: some 150 microseconds. */
  private static final long MOST_OF_A_TILE = 8 * MOST;

  static final int LINE = 64;

  private final Width width;
  private final DotShape dots;
  private final Function dotCode;

  private final Squares squares;

  /** By shape; made when they are needed. */
  private final AtomicReferenceArray<Function> tileCode;

  private final ThreadLocal<MemorySegment> copies =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LINE, LINE));

  /**
   * For vectors of one width.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  public MachineProducts(Width width) {
    this.width = width;
    this.dots = new DotShape(width);
    this.dotCode = new CodeBlock(new DotWriter(dots).write()).function(0);
    this.tileCode = new AtomicReferenceArray<>(8 * panelRows() * (TileShape.VECTORS + 1));
    // Where there is no memory for code, it is most likely refused here.
    code(true, 0, TileShape.VECTORS, false, false);
    this.squares = new Squares(width, this);
  }

  @Override
  public int lanes() {
    return width.lanes();
  }

  @Override
  public int panelRows() {
    return TileShape.panelRows(width);
  }

  @Override
  public int tileVectors() {
    return TileShape.VECTORS;
  }

  @Override
  public int dotRows() {
    return dots.rows();
  }

  @Override
  public int dotColumns() {
    return dots.columns();
  }

  private Function code(boolean whole, int rest, int vectors, boolean add, boolean near) {
    int shapes = rest * (TileShape.VECTORS + 1) + vectors;
    int index = 8 * shapes + (whole ? 4 : 0) + (near ? 2 : 0) + (add ? 1 : 0);
    Function function = tileCode.get(index);
    if (function == null) {
      TileShape shape = new TileShape(width, whole, rest, vectors, add, near);
      function = new CodeBlock(new TileWriter(shape).write()).function(0);
      // Two threads may both write it; either will do.
      tileCode.set(index, function);
    }
    return function;
  }

  @Override
  public void tiles(Panels left, Right right, int[] places, Right target, boolean add) {
    checkVectors(right.vectors());
    if (right.tiles() < 1) {
      throw new IndexOutOfBoundsException("columns " + right);
    }
    int columns = right.vectors() * lanes();
    long length = (long) columns * right.tiles();
    checkPanels(left, 1, 0);
    int depth = left.depth();
    check(places, 0, depth, right.at(), length, right.data());
    check(places, depth, depth + left.rows(), target.at(), length, target.data());
    run(
        new Rows(MemorySegment.ofArray(left.data()), bytes(left.at()), depth, left.rows(), 0),
        places,
        new Columns(MemorySegment.ofArray(right.data()), bytes(right.at()), bytes(columns)),
        new Columns(MemorySegment.ofArray(target.data()), bytes(target.at()), bytes(columns)),
        new Tiles(right.vectors(), right.tiles(), add, false));
  }

  /**
   * Panels somewhere in memory.
   *
   * @param at bytes that are skipped
   * @param step bytes from a tile's panels to the next one's
   */
  record Rows(MemorySegment memory, long at, int depth, int rows, long step) {}

  /**
   * Columns somewhere in memory.
   *
   * @param at bytes that are skipped
   * @param step bytes from one tile to the next
   */
  record Columns(MemorySegment memory, long at, long step) {}

  /** What tiles are; see {@link TileShape}. */
  record Tiles(int vectors, int count, boolean add, boolean near) {}

  static void checkVectors(int vectors) {
    if (vectors < 1 || vectors > TileShape.VECTORS) {
      throw new IndexOutOfBoundsException(
          "tiles of 1 to " + TileShape.VECTORS + " vectors, not " + vectors);
    }
  }

  /** Whether an array holds as many panels, several times. */
  void checkPanels(Panels left, int count, int step) {
    if (left.depth() < 1 || left.rows() < 1 || step < 0) {
      throw new IndexOutOfBoundsException(
          "rows " + left.rows() + ", depth " + left.depth() + ", step " + step);
    }
    long panels = (left.rows() + panelRows() - 1L) / panelRows() * left.depth() * panelRows();
    Objects.checkFromIndexSize(left.at(), (count - 1L) * step + panels, (long) left.data().length);
  }

  /** Cuts tiles into calls. All is in range. */
  void run(Rows left, int[] places, Columns right, Columns target, Tiles tiles) {
    int depth = left.depth();
    int whole = left.rows() / panelRows();
    int rest = left.rows() % panelRows();
    long own = (long) depth * left.rows() * tiles.vectors();
    int together = (int) Math.max(1, Math.min(tiles.count(), MOST / own));
    long perPanel = (long) depth * panelRows() * tiles.vectors();
    long mostOfATile = tiles.near() ? MOST : MOST_OF_A_TILE;
    int most = (int) Math.max(1, Math.min(whole, mostOfATile / perPanel));
    MemorySegment place = MemorySegment.ofArray(places);
    long stride = bytes((long) depth * panelRows());
    MemorySegment copy =
        tiles.near() ? null : room(copies, bytes((long) depth * tiles.vectors() * lanes()));
    for (int tile = 0; tile < tiles.count(); tile += together) {
      int first = 0;
      do {
        int count = Math.min(most, whole - first);
        int last = first + count == whole ? rest : 0;
        code(count > 0, last, tiles.vectors(), tiles.add(), tiles.near())
            .callShort(
                left.memory(),
                place,
                right.memory(),
                target.memory(),
                left.at() + tile * left.step() + first * stride,
                0,
                right.at() + tile * right.step(),
                target.at() + tile * target.step(),
                depth,
                stride,
                count,
                bytes(depth + (long) first * panelRows()),
                Math.min(together, tiles.count() - tile),
                left.step(),
                right.step(),
                target.step(),
                copy == null ? 0 : copy.address());
        first += count;
      } while (first < whole);
    }
    Reference.reachabilityFence(copy);
  }

  @Override
  public void square(Panels left, int step, Planes x, Planes y, int vectors) {
    squares.run(left, step, x, y, vectors);
  }

  @Override
  public void squareGradient(Square square, float[] sums, int at) {
    squares.gradient(square, sums, at);
  }

  /** So many bytes that are this thread's, from the begin of a cache line on. */
  static MemorySegment room(ThreadLocal<MemorySegment> of, long bytes) {
    MemorySegment own = of.get();
    if (own.byteSize() < bytes) {
      own = Arena.ofAuto().allocate(2 * bytes, LINE);
      of.set(own);
    }
    return own;
  }

  @Override
  public void dots(
      Blocks blocks, float[] x, int xAt, int[] places, float[] sums, int sumsAt, int sumsStride) {
    int piece = Math.multiplyExact(blocks.vectors(), lanes());
    if (blocks.count() < 1 || blocks.runs() < 1 || piece < 1 || blocks.xStride() < 0) {
      throw new IndexOutOfBoundsException("blocks of nothing: " + blocks);
    }
    long rows = Math.multiplyExact((long) blocks.runs() * piece, dots.rows());
    reach(blocks.at(), blocks.count(), blocks.stride(), rows, blocks.data());
    reach(sumsAt, blocks.count(), sumsStride, (long) dots.sums() * lanes(), sums);
    check(places, 0, dots.columns(), xAt, (blocks.runs() - 1L) * blocks.xStride() + piece, x);
    dotCode.callShort(
        MemorySegment.ofArray(blocks.data()),
        MemorySegment.ofArray(places),
        MemorySegment.ofArray(x),
        MemorySegment.ofArray(sums),
        bytes(blocks.at()),
        0,
        bytes(xAt),
        bytes(sumsAt),
        blocks.vectors(),
        blocks.runs(),
        bytes((long) blocks.xStride() - piece),
        blocks.count(),
        bytes(blocks.stride()),
        bytes(sumsStride),
        0,
        0,
        0);
  }

  /** Whether pieces that begin so far apart lie in an array. */
  private static void reach(int at, int count, int stride, long length, float[] array) {
    if (stride < 0) {
      throw new IndexOutOfBoundsException("blocks follow each other, not " + stride + " apart");
    }
    Objects.checkFromIndexSize(at, (count - 1L) * stride + length, (long) array.length);
  }

  /** Whether pieces that begin at these places lie in an array. */
  private static void check(int[] places, int from, int to, int at, long length, float[] array) {
    Objects.checkFromToIndex(from, to, places.length);
    int least = places[from];
    int most = least;
    for (int i = from + 1; i < to; i++) {
      least = Math.min(least, places[i]);
      most = Math.max(most, places[i]);
    }
    Objects.checkFromToIndex((long) at + least, (long) at + most + length, (long) array.length);
  }

  static long bytes(long floats) {
    return floats * Float.BYTES;
  }
}

package org.sparsevd.machine.product;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.vector.ProductCode;

/**
 * Products for the trainer as code. What it may touch is compared with the arrays before each call,
 * and tiles are cut into calls: a garbage collection has to wait for one. A dot product is one
 * call.
 */
public final class MachineProducts implements ProductCode {
  /** Vectors that are multiplied and added in a call over several tiles, some 20 microseconds. */
  private static final long MOST = 160_000;

  /** The same over one tile, whose columns each call copies: some 150 microseconds. */
  private static final long MOST_OF_A_TILE = 8 * MOST;

  private static final int LINE = 64;

  private final Width width;
  private final DotShape dots;
  private final Function dotCode;

  /** By shape; made when they are needed. */
  private final Function[] tileCode;

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
    this.tileCode = new Function[4 * panelRows() * (TileShape.VECTORS + 1)];
    // Where there is no memory for code, it is most likely refused here.
    code(true, 0, TileShape.VECTORS, false);
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

  private Function code(boolean whole, int rest, int vectors, boolean add) {
    int shapes = rest * (TileShape.VECTORS + 1) + vectors;
    int index = 4 * shapes + (whole ? 2 : 0) + (add ? 1 : 0);
    synchronized (tileCode) {
      if (tileCode[index] == null) {
        TileShape shape = new TileShape(width, whole, rest, vectors, add);
        tileCode[index] = new CodeBlock(new TileWriter(shape).write()).function(0);
      }
      return tileCode[index];
    }
  }

  @Override
  public void tiles(Panels left, Right right, int[] places, Right target, boolean add) {
    int depth = left.depth();
    int columns = Math.multiplyExact(right.vectors(), lanes());
    long length = (long) columns * right.tiles();
    int whole = left.rows() / panelRows();
    int rest = left.rows() % panelRows();
    boolean some = depth > 0 && left.rows() > 0 && right.tiles() > 0 && right.vectors() > 0;
    if (!some || right.vectors() > TileShape.VECTORS) {
      throw new IndexOutOfBoundsException(
          "rows " + left.rows() + ", depth " + depth + ", columns " + right);
    }
    long panels = (long) (whole + (rest > 0 ? 1 : 0)) * depth * panelRows();
    Objects.checkFromIndexSize(left.at(), panels, (long) left.data().length);
    check(places, 0, depth, right.at(), length, right.data());
    check(places, depth, depth + left.rows(), target.at(), length, target.data());
    long own = (long) depth * left.rows() * right.vectors();
    int together = (int) Math.max(1, Math.min(right.tiles(), MOST / own));
    long perPanel = (long) depth * panelRows() * right.vectors();
    int most = (int) Math.max(1, Math.min(whole, MOST_OF_A_TILE / perPanel));
    MemorySegment panel = MemorySegment.ofArray(left.data());
    MemorySegment place = MemorySegment.ofArray(places);
    MemorySegment x = MemorySegment.ofArray(right.data());
    MemorySegment c = MemorySegment.ofArray(target.data());
    long stride = bytes((long) depth * panelRows());
    long copy = copy(bytes((long) depth * columns));
    for (int tile = 0; tile < right.tiles(); tile += together) {
      int first = 0;
      do {
        int count = Math.min(most, whole - first);
        int last = first + count == whole ? rest : 0;
        code(count > 0, last, right.vectors(), add)
            .callShort(
                panel,
                place,
                x,
                c,
                bytes(left.at()) + first * stride,
                0,
                bytes(right.at() + (long) tile * columns),
                bytes(target.at() + (long) tile * columns),
                depth,
                stride,
                count,
                bytes(depth + (long) first * panelRows()),
                Math.min(together, right.tiles() - tile),
                copy);
        first += count;
      } while (first < whole);
    }
    Reference.reachabilityFence(copies.get());
  }

  /** Where this thread may copy so many bytes to, at the begin of a cache line. */
  private long copy(long bytes) {
    MemorySegment own = copies.get();
    if (own.byteSize() < bytes) {
      own = Arena.ofAuto().allocate(2 * bytes, LINE);
      copies.set(own);
    }
    return own.address();
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
        bytes(sumsStride));
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

  private static long bytes(long floats) {
    return floats * Float.BYTES;
  }
}

package org.sparsevd.machine.product;

import static org.sparsevd.machine.product.MachineProducts.LINE;
import static org.sparsevd.machine.product.MachineProducts.bytes;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Objects;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.vector.ProductCode;

/**
 * Convolutions of 3x3 kernels by squares; see {@link ProductCode#square}. What lies between the
 * transforms is in memory off the heap, and each thread has its own.
 */
final class Squares {
  private static final int POINTS = ProductCode.POINTS;

  /** Channels that a call transforms: a garbage collection has to wait for it. */
  private static final int MOST_CHANNELS = 256;

  private final Width width;
  private final MachineProducts products;
  private final int panelRows;
  private final Width panelWidth;

  /** By vectors. */
  private final Function[] input = new Function[TileShape.VECTORS + 1];

  private final Function[] output = new Function[TileShape.VECTORS + 1];
  private final Function[] gradient = new Function[TileShape.VECTORS + 1];
  private final Function[] toColumns = new Function[TileShape.VECTORS + 1];
  private final Function[] toPanels = new Function[TileShape.VECTORS + 1];

  private final ThreadLocal<MemorySegment> memory =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LINE, LINE));

  private final ThreadLocal<int[]> places = ThreadLocal.withInitial(() -> new int[0]);

  Squares(Width width, MachineProducts products) {
    this.width = width;
    this.products = products;
    this.panelRows = products.panelRows();
    this.panelWidth = width == Width.ZMM ? Width.YMM : Width.XMM;
    for (int vectors = 1; vectors <= TileShape.VECTORS; vectors++) {
      SquareWriter squares = new SquareWriter(width, vectors);
      int columns = vectors * width.lanes();
      input[vectors] = function(squares.input());
      output[vectors] = function(squares.output());
      gradient[vectors] = function(squares.gradient());
      toColumns[vectors] = function(new TurnWriter(width, columns, false).write());
      toPanels[vectors] = function(new TurnWriter(panelWidth, columns, true).write());
    }
  }

  private static Function function(byte[] code) {
    return new CodeBlock(code).function(0);
  }

  void run(
      ProductCode.Panels left, int step, ProductCode.Planes x, ProductCode.Planes y, int vectors) {
    MachineProducts.checkVectors(vectors);
    products.checkPanels(left, POINTS, step);
    int columns = vectors * width.lanes();
    check(x, left.depth(), 3, columns);
    check(y, left.rows(), 1, columns);
    long inputs = line(bytes((long) left.depth() * columns));
    long outputs = line(bytes((long) left.rows() * columns));
    long found = LINE + POINTS * inputs;
    MemorySegment own = MachineProducts.room(memory, found + POINTS * outputs);
    int[] rowPlaces = places(left.depth() + left.rows());
    for (int row = 0; row < left.rows(); row++) {
      rowPlaces[left.depth() + row] = row * columns;
    }
    transform(input[vectors], x, own, LINE, inputs, left.depth(), columns);
    products.run(
        new MachineProducts.Rows(
            MemorySegment.ofArray(left.data()),
            bytes(left.at()),
            left.depth(),
            left.rows(),
            bytes(step)),
        rowPlaces,
        new MachineProducts.Columns(own, LINE, inputs),
        new MachineProducts.Columns(own, found, outputs),
        new MachineProducts.Tiles(vectors, POINTS, false, true));
    transform(output[vectors], y, own, found, outputs, left.rows(), columns);
    Reference.reachabilityFence(own);
  }

  void gradient(ProductCode.Square square, float[] sums, int at) {
    int vectors = square.vectors();
    int channels = square.channels();
    int filters = square.filters();
    MachineProducts.checkVectors(vectors);
    if (channels < 1 || filters < 1) {
      throw new IndexOutOfBoundsException(channels + " channels, " + filters + " filters");
    }
    int depth = vectors * width.lanes();
    check(square.x(), channels, 3, depth);
    check(square.dy(), filters, 1, depth);
    int rowLength = upTo(channels, width.lanes());
    Math.multiplyExact(Math.max(depth, filters), rowLength);
    int panelled = upTo(filters, panelRows);
    long perPoint = (long) filters * rowLength;
    Objects.checkFromIndexSize(at, POINTS * perPoint, (long) sums.length);
    long points = line(bytes((long) Math.max(rowLength, panelled) * depth));
    long columns = line(bytes((long) rowLength * depth));
    long panels = line(bytes((long) panelled * depth));
    long columnsAt = LINE + POINTS * points;
    long panelsAt = columnsAt + POINTS * columns;
    MemorySegment own = MachineProducts.room(memory, panelsAt + POINTS * panels);
    transform(input[vectors], square.x(), own, LINE, points, channels, depth);
    turn(toColumns[vectors], width, own, new Turn(columnsAt, depth, rowLength, points, columns));
    transform(gradient[vectors], square.dy(), own, LINE, points, filters, depth);
    turn(toPanels[vectors], panelWidth, own, new Turn(panelsAt, depth, panelled, points, panels));
    int[] bothPlaces = places(depth + filters);
    for (int i = 0; i < depth + filters; i++) {
      bothPlaces[i] = (i < depth ? i : i - depth) * rowLength;
    }
    int all = rowLength / width.lanes();
    int groups = (all + TileShape.VECTORS - 1) / TileShape.VECTORS;
    for (int group = 0; group < groups; group++) {
      int first = all * group / groups;
      int count = all * (group + 1) / groups - first;
      long skipped = (long) first * width.bytes();
      products.run(
          new MachineProducts.Rows(own, panelsAt, depth, filters, panels),
          bothPlaces,
          new MachineProducts.Columns(own, columnsAt + skipped, columns),
          new MachineProducts.Columns(
              MemorySegment.ofArray(sums), bytes(at) + skipped, bytes(perPoint)),
          new MachineProducts.Tiles(count, POINTS, true, groups == 1));
    }
    Reference.reachabilityFence(own);
  }

  /** This thread's own, at least so long. */
  private int[] places(int length) {
    int[] own = places.get();
    if (own.length < length) {
      own = new int[length];
      places.set(own);
    }
    return own;
  }

  private static int upTo(int count, int multiple) {
    return (count + multiple - 1) / multiple * multiple;
  }

  /**
   * Points that are transposed.
   *
   * @param to bytes to where they go
   * @param depth images
   * @param rows channels
   * @param step bytes from a point to the next
   * @param toStep the same of those that are transposed
   */
  private record Turn(long to, int depth, int rows, long step, long toStep) {}

  private void turn(Function code, Width blockWidth, MemorySegment own, Turn turn) {
    boolean panels = blockWidth != width;
    long target = panels ? bytes(turn.depth()) : Float.BYTES;
    long row = panels ? blockWidth.bytes() : bytes(turn.rows());
    for (int first = 0; first < turn.rows(); first += MOST_CHANNELS) {
      int count = Math.min(MOST_CHANNELS, turn.rows() - first);
      code.callShort(
          own.asSlice(LINE + first * bytes(turn.depth())),
          own.asSlice(turn.to() + first * target),
          count / blockWidth.lanes(),
          row,
          turn.step(),
          turn.toStep());
    }
  }

  private static void transform(
      Function code,
      ProductCode.Planes pixels,
      MemorySegment own,
      long points,
      long step,
      int channels,
      int columns) {
    set(own, SquareWriter.Number.CHANNEL, bytes(pixels.channel()));
    set(own, SquareWriter.Number.POINT, step);
    MemorySegment array = MemorySegment.ofArray(pixels.data());
    for (int first = 0; first < channels; first += MOST_CHANNELS) {
      set(own, SquareWriter.Number.CHANNELS, Math.min(MOST_CHANNELS, channels - first));
      code.callShort(
          array,
          own,
          bytes(pixels.at() + (long) first * pixels.channel()),
          own.address() + points + first * bytes(columns),
          bytes(pixels.row()),
          bytes(pixels.pixel()));
    }
  }

  private static void set(MemorySegment own, SquareWriter.Number number, long value) {
    own.set(ValueLayout.JAVA_LONG, number.offset(), value);
  }

  /** Whether squares that reach so many rows and pixels further lie in an array. */
  private static void check(ProductCode.Planes p, int channels, int last, int columns) {
    if (p.channel() < 0 || p.row() < 0 || p.pixel() < 0) {
      throw new IndexOutOfBoundsException(
          "steps of at least 0, not " + p.channel() + ", " + p.row() + ", " + p.pixel());
    }
    long corner = (channels - 1L) * p.channel() + (long) last * p.row() + (long) last * p.pixel();
    Objects.checkFromIndexSize(p.at(), corner + columns, (long) p.data().length);
  }

  /** Whole cache lines, and one more: points do not compete for the same places of a cache. */
  private static long line(long bytes) {
    return (bytes + LINE - 1) / LINE * LINE + LINE;
  }
}

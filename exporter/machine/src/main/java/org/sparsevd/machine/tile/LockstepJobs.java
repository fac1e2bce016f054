package org.sparsevd.machine.tile;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A job for two filters that go by in step, each with entries of its own: few sums of a single
 * filter wait for themselves. Of some filters side by side, those of similar length become a pair,
 * in each block of channels anew. The longer one is first; what it has more goes by alone.
 *
 * @param shape of one filter
 * @param stride floats from a channel of the output to the next
 * @param orders by block: both filters of each job; {@link #NONE} where there is no second
 */
record LockstepJobs(CellShape shape, Streams streams, int stride, int[][] orders)
    implements CellJobs {
  /** Sums of a filter at most: as many fill the time that one takes. */
  private static final int MOST_SUMS = 4;

  /** Filters among which pairs are found. */
  private static final int FILTERS = 16;

  /** In place of a filter. */
  private static final int NONE = -1;

  /** Whether single filters of this shape are faster in step. */
  static boolean pays(CellShape shape, Streams streams) {
    return shape.filters() == 1
        && shape.sums() <= MOST_SUMS
        && shape.rows() <= LockstepCode.MOST_ROWS
        && streams.outputs() > 1;
  }

  static LockstepJobs of(CellShape shape, Streams streams, int stride) {
    int[][] orders = new int[streams.blocks()][];
    for (int block = 0; block < orders.length; block++) {
      orders[block] = order(streams, block);
    }
    return new LockstepJobs(shape, streams, stride, orders);
  }

  private static int[] order(Streams streams, int block) {
    int count = streams.outputs();
    int[] order = new int[(count + 1) / 2 * 2];
    Arrays.fill(order, NONE);
    for (int from = 0; from < count; from += FILTERS) {
      Integer[] some = new Integer[Math.min(FILTERS, count - from)];
      for (int i = 0; i < some.length; i++) {
        some[i] = from + i;
      }
      Arrays.sort(some, Comparator.comparingInt(f -> -streams.entries(block * count + f)));
      for (int i = 0; i < some.length; i++) {
        order[from + i] = some[i];
      }
    }
    return order;
  }

  @Override
  public int count() {
    return (streams.outputs() + 1) / 2;
  }

  @Override
  public int together() {
    return FILTERS / 2;
  }

  @Override
  public int filtersTogether() {
    return FILTERS;
  }

  private int stream(int block, int filter) {
    return block * streams.outputs() + filter;
  }

  /** Entries of a filter; none where there is none. */
  private int own(int block, int filter) {
    return filter == NONE ? 0 : streams.entries(stream(block, filter));
  }

  @Override
  public int entries(int block, int job) {
    return own(block, orders[block][2 * job]) + own(block, orders[block][2 * job + 1]);
  }

  @Override
  public void add(CellTable table, int block, int job) {
    int first = orders[block][2 * job];
    int second = orders[block][2 * job + 1];
    boolean full = second != NONE;
    // The sums of a second filter that is not there are read, but never written.
    int other = full ? second : first;
    int number = block * count() + job;
    float bias = full ? streams.bias(second, 0) : 0;
    table.begin(number, streams.bias(first, 0), bias, full, output(first), sums(first));
    table.second(number, full ? output(second) : 0, sums(other));
    int both = own(block, second);
    for (int k = 0; k < own(block, first); k++) {
      if (k == both) {
        table.end(number);
      }
      entry(table, stream(block, first), k);
      if (k < both) {
        entry(table, stream(block, second), k);
      }
    }
    if (both == own(block, first)) {
      table.end(number);
    }
    table.endAlone(number);
  }

  private int output(int filter) {
    return CellTable.bytes(Math.multiplyExact(filter, stride));
  }

  private int sums(int filter) {
    return CellTable.bytes(Math.multiplyExact(filter, shape.sums() * shape.width().lanes()));
  }

  private void entry(CellTable table, int stream, int k) {
    table.addWeight(streams.weight(stream, k, 0));
    table.addOffset(streams.offset(stream, k));
  }

  @Override
  public byte[] code(CellEnding ending, Part part) {
    return new LockstepCode(shape, ending, part).write();
  }
}

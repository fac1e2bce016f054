package org.sparsevd.machine.bytes;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.LastArray;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;

/**
 * A layer as code. A call does some jobs at one group of cells, which takes microseconds.
 *
 * @param code of the layer
 * @param table what it reads
 * @param calls the first job of each call, and behind them the end
 * @param groups of cells
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
record ByteLayer(
    Function code, ByteTable table, int[] calls, int groups, TouchedFloats touched, LastArray last)
    implements TileFunction {

  @Override
  public void run(float[] memory, int at) {
    touched.check(memory.length, at);
    run(last.of(memory), (long) at * Float.BYTES);
  }

  /** The same where all that it touches was looked at. */
  void run(MemorySegment memory, long start) {
    for (int group = 0; group < groups; group++) {
      long row = table.group(group);
      for (int i = 0; i < calls.length - 1; i++) {
        int jobs = calls[i + 1] - calls[i];
        code.callShort(memory, table.memory(), start, row, table.job(calls[i]), jobs);
      }
    }
  }
}

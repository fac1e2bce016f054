package org.sparsevd.machine.tile;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.LastArray;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;

/**
 * A layer as code. A call takes microseconds: it does some jobs of a block of channels at one group
 * of cells. So a garbage collection, which has to wait for calls that are given arrays as they lie,
 * does not wait long.
 *
 * @param parts the code of each block
 * @param table what it reads
 * @param calls of each block: the first job of each call in the table, and behind them the end
 * @param groups of cells
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
record CellLayer(
    Function[] parts,
    CellTable table,
    int[][] calls,
    int groups,
    TouchedFloats touched,
    LastArray last)
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
      for (int block = 0; block < parts.length; block++) {
        block(memory, start, row, calls[block], parts[block]);
      }
    }
  }

  private void block(MemorySegment memory, long start, long row, int[] firsts, Function part) {
    for (int i = 0; i < firsts.length - 1; i++) {
      long job = table.job(firsts[i]);
      part.callShort(memory, table.memory(), start, row, job, firsts[i + 1] - firsts[i]);
    }
  }
}

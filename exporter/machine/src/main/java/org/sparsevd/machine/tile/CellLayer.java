package org.sparsevd.machine.tile;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;

/**
 * A layer as code. A call takes microseconds: it does some jobs of a block of channels at one group
 * of cells. So a garbage collection, which has to wait for calls that are given arrays as they lie,
 * does not wait long.
 *
 * @param parts the code of each block
 * @param table what it reads
 * @param calls of each block: the first job of each call in the table, and behind them the end
 * @param work of all jobs of a block up to each, all blocks together
 * @param groups of cells
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
record CellLayer(
    Function[] parts,
    CellTable table,
    int[][] calls,
    int[] work,
    int groups,
    TouchedFloats touched,
    KnownArrays last)
    implements TileFunction {
  /** Parts of the jobs that each thread should have. */
  private static final int CUTS = 4;

  @Override
  public void run(float[] memory, int at) {
    touched.check(memory.length, at);
    run(last.of(memory), (long) at * Float.BYTES);
  }

  /** Threads share jobs, at all cells: what lies between blocks of channels lies apart for each. */
  @Override
  public void run(float[] memory, int at, Share share) {
    touched.check(memory.length, at);
    MemorySegment segment = last.of(memory);
    int cuts = Math.min(work.length, share.parts() == 1 ? 1 : CUTS * share.parts());
    for (int u = share.next(cuts, -1); u >= 0; u = share.next(cuts, u)) {
      int first = Share.cut(work, u, cuts);
      run(segment, (long) at * Float.BYTES, first, Share.cut(work, u + 1, cuts));
    }
  }

  /** The same where all that it touches was looked at. */
  void run(MemorySegment memory, long start) {
    run(memory, start, 0, work.length);
  }

  private void run(MemorySegment memory, long start, int first, int end) {
    for (int group = 0; group < groups; group++) {
      long row = table.group(group);
      for (int block = 0; block < parts.length; block++) {
        int before = block * work.length;
        block(memory, start, row, calls[block], before + first, before + end, parts[block]);
      }
    }
  }

  private void block(
      MemorySegment memory, long start, long row, int[] firsts, int first, int end, Function part) {
    for (int i = 0; i < firsts.length - 1; i++) {
      int from = Math.max(first, firsts[i]);
      int to = Math.min(end, firsts[i + 1]);
      if (from < to) {
        part.callShort(memory, table.memory(), start, row, table.job(from), to - from);
      }
    }
  }
}

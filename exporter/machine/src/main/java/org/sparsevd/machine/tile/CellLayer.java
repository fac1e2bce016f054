package org.sparsevd.machine.tile;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;

/**
 * A layer as code. A call takes microseconds: it does some jobs of a block of channels at one group
 * of cells. So a garbage collection, which has to wait for calls that are given arrays as they lie,
 * does not wait long.
 *
 * @param parts the code of each block
 * @param table what it reads
 * @param calls of each block: the first job of each call in the table, and behind them the end
 * @param jobs of a block
 * @param together jobs of a part of the split
 * @param groups of cells
 * @param split how threads share it
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
record CellLayer(
    Function[] parts,
    CellTable table,
    int[][] calls,
    int jobs,
    int together,
    CellGroups groups,
    CellSplit split,
    TouchedFloats touched,
    KnownArrays last)
    implements TileFunction {

  @Override
  public void run(float[] memory, int at) {
    touched.check(memory.length, at);
    run(last.of(memory), (long) at * Float.BYTES);
  }

  @Override
  public void run(float[] memory, int at, Share share) {
    if (share.parts() == 1) {
      run(memory, at);
      return;
    }
    touched.check(memory.length, at);
    MemorySegment segment = last.of(memory);
    int room = split.sumsOf(share);
    int units = split.units(groups, share);
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      int first = split.firstFilter(groups, share, u) * together;
      int end = Math.min(jobs, split.endFilter(groups, share, u) * together);
      for (int g = split.firstGroup(groups, share, u); g < split.endGroup(groups, share, u); g++) {
        run(segment, (long) at * Float.BYTES, table.group(room, g), first, end);
      }
    }
  }

  /** The same where all that it touches was looked at. */
  void run(MemorySegment memory, long start) {
    for (int group = 0; group < groups.count(); group++) {
      run(memory, start, table.group(0, group), 0, jobs);
    }
  }

  private void run(MemorySegment memory, long start, long row, int first, int end) {
    for (int block = 0; block < parts.length; block++) {
      int before = block * jobs;
      block(memory, start, row, calls[block], before + first, before + end, parts[block]);
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

package org.sparsevd.machine.bytes;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;

/**
 * A layer as code. A call does some jobs at a chunk of groups of cells, which takes microseconds.
 *
 * @param parts the code of each block of channels
 * @param table what it reads
 * @param calls the first job of each call, and behind them the end
 * @param chunks of groups of cells
 * @param touched what it may touch
 * @param last the memory that it was run on last
 */
public record ByteLayer(
    Function[] parts,
    ByteTable table,
    int[] calls,
    int chunks,
    TouchedFloats touched,
    KnownArrays last)
    implements TileFunction {

  @Override
  public void run(float[] memory, int at) {
    touched.check(memory.length, at);
    run(last.of(memory), (long) at * Float.BYTES);
  }

  /** Threads share the jobs, at all cells. */
  @Override
  public void run(float[] memory, int at, Share share) {
    touched.check(memory.length, at);
    MemorySegment segment = last.of(memory);
    int units = share.parts() == 1 ? 1 : calls.length - 1;
    for (int u = share.next(units, -1); u >= 0; u = share.next(units, u)) {
      run(segment, (long) at * Float.BYTES, u, units == 1 ? calls.length - 1 : u + 1);
    }
  }

  /** The same where all that it touches was looked at. */
  void run(MemorySegment memory, long start) {
    run(memory, start, 0, calls.length - 1);
  }

  private void run(MemorySegment memory, long start, int from, int to) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      long row = table.chunk(chunk);
      for (int block = 0; block < parts.length; block++) {
        int before = block * calls[calls.length - 1];
        for (int i = from; i < to; i++) {
          int jobs = calls[i + 1] - calls[i];
          long job = table.job(before + calls[i]);
          parts[block].callShort(memory, table.memory(), start, row, job, jobs);
        }
      }
    }
  }
}
